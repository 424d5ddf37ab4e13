"""The reference implementation, installed once into a virtual environment of its own."""

import os
import pathlib
import re
import shutil
import subprocess
import sys

REQUIREMENTS = pathlib.Path(__file__).resolve().parent / "requirements.txt"


class NotAvailable(Exception):
    """Says why there is nothing to compare with."""


def cache_directory():
    cache = os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache"
    return pathlib.Path(cache) / "chaos-bench"


def pinned_version():
    match = re.search(r"^chaostoolkit==(\S+)$", REQUIREMENTS.read_text(), re.MULTILINE)
    return match.group(1)


def _run(*command):
    done = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if done.returncode != 0:
        last_line = (done.stdout.strip().splitlines() or ["no output"])[-1]
        raise NotAvailable(f"{' '.join(map(str, command[:4]))} failed: {last_line}")


def _install(environment):
    print(f"Installing the reference into {environment} ...", file=sys.stderr, flush=True)
    shutil.rmtree(environment, ignore_errors=True)
    environment.parent.mkdir(parents=True, exist_ok=True)
    _run(sys.executable, "-m", "venv", str(environment))
    _run(str(environment / "bin" / "python"), "-m", "pip", "install", "-r", str(REQUIREMENTS))


def find_or_install():
    """The path of the reference's `chaos`. Raises NotAvailable.

    A finished installation carries a copy of the requirements it was made from; one that was cut
    short, or made from others, is made anew.
    """
    environment = cache_directory() / f"venv-{pinned_version()}"
    stamp = environment / "installed-requirements.txt"
    try:
        if not stamp.exists() or stamp.read_text() != REQUIREMENTS.read_text():
            _install(environment)
            stamp.write_text(REQUIREMENTS.read_text())
    except OSError as error:
        raise NotAvailable(str(error)) from error
    return environment / "bin" / "chaos"
