"""The reference implementation, installed once in a separate virtual environment."""

import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "support"))
import virtual_environment  # noqa: E402

NotAvailable = virtual_environment.NotAvailable
REQUIREMENTS = HERE / "requirements.txt"


def pinned_version():
    match = re.search(r"^chaostoolkit==(\S+)$", REQUIREMENTS.read_text(), re.MULTILINE)
    return match.group(1)


def find_or_install():
    """The path of the reference's `chaos`. Raises NotAvailable."""
    environment = virtual_environment.cache_directory("chaos-bench") / f"venv-{pinned_version()}"
    virtual_environment.find_or_install(environment, REQUIREMENTS)
    return environment / "bin" / "chaos"
