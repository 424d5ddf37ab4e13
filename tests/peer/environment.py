"""The peers of the tests: an environment with the reference and extensions, and servers.

The environment and toxiproxy are created once and kept in the cache directory. Nothing is installed on the
system.
"""

import os
import pathlib
import shutil
import sys
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "support"))
import virtual_environment  # noqa: E402
from virtual_environment import NotAvailable, run  # noqa: E402

REQUIREMENTS = HERE / "requirements.txt"
ORIGINAL_CLIENT = HERE / "original-client-requirements.txt"
SCHEMATHESIS = HERE / "schemathesis-requirements.txt"
TOXIPROXY = "github.com/Shopify/toxiproxy/v2/cmd/server"
TOXIPROXY_VERSION = "v2.9.0"
GO_PLACES = ("/usr/local/go/bin", "/usr/lib/go/bin")


def cache_directory():
    return virtual_environment.cache_directory("chaos-peer")


def is_required():
    return os.environ.get("CHAOS_REQUIRE_PEER") == "1"


def obtain(get):
    """The result of `get`. If it is not available, the test is skipped, or fails if it is required."""
    try:
        return get()
    except NotAvailable as error:
        if is_required():
            raise
        raise unittest.SkipTest(str(error)) from error


def _python():
    """The interpreter that the requirements were chosen for, if it is installed."""
    if sys.version_info[:2] == (3, 11):
        return sys.executable
    found = shutil.which("python3.11")
    if found is None:
        raise NotAvailable("python3.11 is not installed, which the requirements are pinned for")
    return found


def find_or_install():
    """The directory of the virtual environment. Raises NotAvailable."""
    environment = cache_directory() / "venv"
    virtual_environment.find_or_install(environment, REQUIREMENTS, _python())
    return environment


def original_client():
    """The original `chaos` with the extension of ChaosIQ, from 2020. Raises NotAvailable."""
    environment = cache_directory() / "original-client"
    virtual_environment.find_or_install(environment, ORIGINAL_CLIENT, _python(), ["--no-deps"])
    return environment / "bin" / "chaos"


def schemathesis():
    """The program of that name. Raises NotAvailable."""
    environment = cache_directory() / "schemathesis"
    virtual_environment.find_or_install(environment, SCHEMATHESIS, _python())
    return environment / "bin" / "schemathesis"


def toxiproxy_server():
    """The path of toxiproxy's server, which is built if necessary. Raises NotAvailable."""
    place = cache_directory() / f"toxiproxy-{TOXIPROXY_VERSION}"
    server = place / "server"
    if server.exists():
        return server
    go = shutil.which("go", path=os.pathsep.join([os.environ.get("PATH", ""), *GO_PLACES]))
    if go is None:
        raise NotAvailable("Go is not installed, which toxiproxy is built with")
    print(f"Building toxiproxy into {place} ...", file=sys.stderr, flush=True)
    run([go, "install", f"{TOXIPROXY}@{TOXIPROXY_VERSION}"], minutes=10,
         env={**os.environ, "GOBIN": str(place)})
    return server


def prometheus_server():
    """The path of Prometheus: the system's, or one unpacked from Debian's package. Raises NotAvailable."""
    found = shutil.which("prometheus")
    if found:
        return found
    place = cache_directory() / "prometheus"
    server = place / "usr" / "bin" / "prometheus"
    if server.exists():
        return server
    print(f"Unpacking Debian's prometheus into {place} ...", file=sys.stderr, flush=True)
    place.mkdir(parents=True, exist_ok=True)
    run(["apt-get", "download", "prometheus"], minutes=5, cwd=place)
    for package in place.glob("prometheus_*.deb"):
        run(["dpkg-deb", "-x", str(package), str(place)], minutes=2)
        package.unlink()
    return server
