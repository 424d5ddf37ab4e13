#!/usr/bin/env python3
"""Compares the program with the reference, using the material that the project shares.

    run_shared.py SHARED BINARY [--jobs N]

SHARED is the directory that holds conformance/ (recorded cases), corpus/ (real experiments) and
contracts/chaosiq/ (recorded exchanges with a ChaosIQ server). All cases, all experiments of the
corpus and all recordings are run. disagreements.json (next to this file) lists intended differences:
an unlisted failure is an error, and so is a listed case that passes.
Exit code 0 if there are no errors, else 1. Python 3.9, standard library only.
"""
import argparse
import json
import os
import re
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parent
CLOSING = re.compile(r"^(\d+) passed, (\d+) failed$", re.MULTILINE)


def complaints_of(command):
    """The number of cases that a checker ran, and its output before the last line."""
    result = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    closing = CLOSING.search(result.stdout)
    if closing is None:
        sys.exit(f"{command[1]} came to no end:\n{result.stdout}")
    return int(closing.group(1)) + int(closing.group(2)), result.stdout[: closing.start()]


def unexpected(kind, complaints):
    """Returns a message for each complaint that is not listed, and for each listed one that is missing.

    `complaints` maps the names of cases or experiments to what is wrong with them.
    """
    known = json.loads((HERE / "disagreements.json").read_text(encoding="utf-8"))[kind]
    new = [f"{kind}: {name} fails\n{complaints[name]}" for name in complaints if name not in known]
    gone = [name for name in known if name not in complaints]
    return new + [f"{kind}: {name} passes: remove it from disagreements.json" for name in gone]


def failure_reports(output):
    """The checker's output under each of its lines "FAIL <name>"."""
    return dict(re.findall(r"^FAIL (\S+)\n((?:(?!FAIL |ok ).*\n)*)", output, re.MULTILINE))


def check_cases(shared, binary, jobs):
    """Returns the number of cases, and one message for each problem."""
    command = [sys.executable, shared / "conformance" / "run.py", "--strict", "--chaos", binary]
    command += ["--jobs", str(jobs)]
    count, output = complaints_of(command)
    return count, unexpected("cases", failure_reports(output))


def check_corpus(shared, binary, jobs):
    """Returns the number of experiments, and one message for each problem."""
    corpus = shared / "corpus"
    command = [sys.executable, corpus / "check.py", "--stubs", "--chaos", binary]
    count, output = complaints_of([*command, "--jobs", str(jobs)])
    complaints = {}
    for line in output.splitlines():
        file, _, complaint = line.partition(": ")
        complaints[file] = f"{complaints.get(file, '')}    {complaint}\n"
    return count, unexpected("experiments", complaints)


def check_schema(shared, binary, jobs):
    """Checks that the schema accepts every experiment that the reference finds valid.

    Returns the number of experiments, and one message for each problem.
    """
    corpus = shared / "corpus"
    index = json.loads((corpus / "index.json").read_text(encoding="utf-8"))
    valid = [e["file"] for e in index["files"] if e["validate"].get("exit") == 0]

    def problems_of(file):
        command = [binary, "--no-log-file", "validate", "--schema", "--format", "json"]
        result = subprocess.run(
            [*command, corpus / "experiments" / file], capture_output=True, text=True, check=False
        )
        problems = json.loads(result.stdout)["problems"]
        return [f"schema: {file}: {p['message']}" for p in problems if p.get("kind") == "Schema"]

    with ThreadPoolExecutor(jobs) as pool:
        found = list(pool.map(problems_of, valid))
    return len(valid), [problem for problems in found for problem in problems]


def check_recordings(shared, binary, jobs):
    """Returns the number of recordings, and one message for each problem."""
    command = [sys.executable, shared / "contracts" / "chaosiq" / "replay.py", "--chaos", binary]
    count, output = complaints_of([*command, "--jobs", str(jobs)])
    return count, unexpected("recordings", failure_reports(output))


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("shared", type=Path, metavar="SHARED")
    parser.add_argument("binary", type=Path, metavar="BINARY")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    # A background job is started with Ctrl-C ignored, which its children would inherit.
    signal.signal(signal.SIGINT, signal.default_int_handler)

    failed = total = 0
    for check in (check_cases, check_corpus, check_schema, check_recordings):
        count, problems = check(options.shared.resolve(), options.binary.resolve(), options.jobs)
        total += count
        failed += len(problems)
        if problems:
            print(*problems, sep="\n")
    print(f"{total - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
