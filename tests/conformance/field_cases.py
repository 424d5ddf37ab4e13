#!/usr/bin/env python3
"""Replays bugs from the field, and compares what their scripts print with what they should.

    field_cases.py CASES BINARY [--update] [NAME...]

CASES is a directory whose folders hold one case each: a script (cmd.sh, run.sh or r.sh) and its
files. What each script should print is in field/<case>.txt next to this file; a case without such a
file is not run. --update writes these files anew.
Exit code 0 if all agree, else 1. Python 3.9, standard library only.
"""
import argparse
import difflib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

EXPECTED = Path(__file__).resolve().parent / "field"
SCRIPTS = ("cmd.sh", "run.sh", "r.sh")

# What differs from run to run, and what depends on how fast a watchdog is.
NORMALIZED = [
    (r"\x1b\[\d*m", ""),
    (r"^.*(Killed +|Waiting for it to finish).*\n", ""),
    (r"^.*INFO\] The watchdog has finished .*\n", ""),
    (r"\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d ", "[TIME "),
    (r"\d{4}-\d\d-\d\dT[\d:.+]+", "TIME"),
    (r"pid \d+ on \S+", "pid PID on HOST"),
    (r"after \d+ ms", "after N ms"),
]


def output_of(case, binary):
    """What the case's script prints, in an empty home directory and with `chaos` on PATH."""
    with tempfile.TemporaryDirectory() as home:
        work = Path(home, "work")
        shutil.copytree(case, work)
        programs = Path(home, "bin")
        programs.mkdir()
        (programs / "chaos").symlink_to(binary)
        python = shutil.which("python3")
        environment = {
            **os.environ,
            "CHAOS": str(binary),
            "CHAOS_PYTHON": python,
            "HOME": home,
            "PATH": f"{programs}:{os.environ['PATH']}",
            "PYTHON": python,
            "XDG_STATE_HOME": f"{home}/state",
        }
        script = next(name for name in SCRIPTS if (work / name).exists())
        result = subprocess.run(
            ["bash", script], cwd=work, env=environment, stdin=subprocess.DEVNULL, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, timeout=300,
        )
        text = result.stdout.replace(str(work), "DIRECTORY")
    for pattern, replacement in NORMALIZED:
        text = re.sub(pattern, replacement, text, flags=re.MULTILINE)
    return text


def difference(case, binary, update):
    """"" if the case prints what it should."""
    expected = EXPECTED / f"{case.name}.txt"
    text = output_of(case, binary)
    if update:
        expected.write_text(text, encoding="utf-8")
    lines = (expected.read_text(encoding="utf-8").splitlines(True), text.splitlines(True))
    return "".join(difflib.unified_diff(*lines, "expected", "printed"))


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("cases", type=Path, metavar="CASES")
    parser.add_argument("binary", type=Path, metavar="BINARY")
    parser.add_argument("--update", action="store_true")
    parser.add_argument("names", nargs="*", metavar="NAME")
    options = parser.parse_args()
    # A background job is started with Ctrl-C ignored, which its children would inherit.
    signal.signal(signal.SIGINT, signal.default_int_handler)

    names = options.names or [path.stem for path in sorted(EXPECTED.glob("*.txt"))]
    failed = 0
    for name in names:
        case = next(iter(options.cases.glob(f"**/{name}")), None)
        if case is None:
            problem = f"no such case in {options.cases}\n"
        else:
            problem = difference(case.resolve(), options.binary.resolve(), options.update)
        if problem:
            failed += 1
            print(f"FAIL {name}\n{problem}", end="")
    print(f"{len(names) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
