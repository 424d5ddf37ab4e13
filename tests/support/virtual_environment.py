"""Python virtual environments that are created once and kept in the user's cache."""

import os
import pathlib
import shutil
import subprocess
import sys

MINUTE = 60


class NotAvailable(Exception):
    """States why a peer is not available."""


def cache_directory(name):
    cache = os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache"
    return pathlib.Path(cache) / name


def run(command, minutes, **more):
    """Runs the command quietly. If it fails, raises NotAvailable with its last line of output."""
    shown = " ".join(str(word) for word in command[:4])
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              timeout=minutes * MINUTE, check=False, **more)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotAvailable(f"{shown} failed: {error}") from error
    if done.returncode != 0:
        last_line = (done.stdout.strip().splitlines() or ["no output"])[-1]
        raise NotAvailable(f"{shown} failed: {last_line}")


def find_or_install(environment, requirements, python=sys.executable, options=()):
    """Creates the virtual environment with these requirements, if it does not exist. Raises NotAvailable.

    `options` are pip's.

    A complete installation contains a copy of its requirements; an incomplete one, or one with other
    requirements, is created again.
    """
    stamp = environment / "installed-requirements.txt"
    try:
        if stamp.exists() and stamp.read_text() == requirements.read_text():
            return
        print(f"Installing {requirements.name} into {environment} ...", file=sys.stderr, flush=True)
        shutil.rmtree(environment, ignore_errors=True)
        environment.parent.mkdir(parents=True, exist_ok=True)
        run([python, "-m", "venv", str(environment)], minutes=2)
        pip = [str(environment / "bin" / "python"), "-m", "pip", "install", *options,
               "-r", str(requirements)]
        run(pip, minutes=10)
        stamp.write_text(requirements.read_text())
    except OSError as error:
        raise NotAvailable(str(error)) from error
