"""npm packages that are installed once and kept in the user's cache."""

import shutil
import sys

from virtual_environment import NotAvailable, cache_directory, run


def find_or_install(name, version):
    """The directory of modules that contains the package. Raises NotAvailable."""
    for program in ("node", "npm"):
        if shutil.which(program) is None:
            raise NotAvailable(f"{program} is not installed, which {name} needs")
    place = cache_directory("chaos-peer") / f"{name}-{version}"
    stamp = place / "installed"
    if not stamp.exists():
        print(f"Installing {name} into {place} ...", file=sys.stderr, flush=True)
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        run(["npm", "install", f"{name}@{version}", "--prefix", str(place), "--no-audit", "--no-fund"], minutes=10)
        stamp.touch()
    return place / "node_modules"
