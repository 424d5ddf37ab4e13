#!/usr/bin/env python3
"""Compares our chaos with the reference, in one run on one machine; see README.md."""

import argparse
import contextlib
import dataclasses
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import reference
import report
from measure import MeasurementFailed, Series, Stopwatch, is_in_memory
from own_workloads import own_workloads
from workloads import REFERENCE, all_workloads

HERE = pathlib.Path(__file__).resolve().parent
BUILT = HERE.parents[1] / "build" / "release" / "apps" / "chaos" / "chaos"


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chaos", metavar="BINARY", default=BUILT, type=pathlib.Path,
                        help="our program (the release build)")
    parser.add_argument("--reference", metavar="BINARY", type=pathlib.Path,
                        help="the program to compare with (installed when not given)")
    parser.add_argument("--runs", metavar="N", type=int, default=5,
                        help="measured runs of each program, after one that is not (5)")
    parser.add_argument("--only", metavar="NAME", action="append",
                        help="this workload only; may be given several times")
    parser.add_argument("--json", metavar="FILE", type=pathlib.Path, help="write all samples here")
    parser.add_argument("--check", action="store_true", help="exit with 1 when an aim is missed")
    arguments = parser.parse_args()
    if arguments.runs < 1:
        parser.error("--runs must be 1 or more")
    return arguments


@contextlib.contextmanager
def http_server():
    """Runs the HTTP server in a separate process; yields its URL."""
    server = subprocess.Popen([sys.executable, HERE / "keep_alive_server.py"],
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        yield f"http://127.0.0.1:{int(server.stdout.readline())}/"
    finally:
        server.stdin.close()
        server.wait()
        server.stdout.close()


def select(workloads, names):
    known = [workload.name for workload in workloads]
    for name in names or []:
        if name not in known:
            raise MeasurementFailed(f"no workload is called {name}; there are {', '.join(known)}")
    return [workload for workload in workloads if not names or workload.name in names]


def write_files(place, files):
    for name, content in files.items():
        (place / name).write_bytes(content)
    shutil.rmtree(place / "__pycache__", ignore_errors=True)


class Bench:
    """Runs workloads in their own directory, with an environment that excludes users' settings."""

    def __init__(self, directory, runs, python):
        """`python` is the interpreter with which both programs run extensions."""
        self._directory = directory
        self._runs = runs
        self._stopwatch = Stopwatch(directory)
        self._env = {"HOME": str(directory), "PATH": os.environ["PATH"], "LANG": "C.UTF-8",
                     "PYTHONWARNINGS": "ignore", "PYTHONPATH": ".",
                     "CHAOS_PYTHON": str(python)}

    def compare(self, workload, ours, theirs):
        """Alternates between the programs, so that changes in the machine's load affect both."""
        place = self._directory / workload.name
        place.mkdir()
        limit = Series() if workload.bare_spawns else None
        without = Series() if workload.calls else None
        rival = None if workload.rival is None else Series()
        result = report.Result(workload, Series(), rival, limit, without)
        for turn in range(self._runs + 1):
            write_files(place, workload.files)
            samples = [(result.ours, self._run(ours, workload, place))]
            if rival is not None:
                program = theirs if workload.rival == REFERENCE else ours
                arguments = workload.rival.arguments or workload.arguments
                samples.append((rival, self._run(program, workload, place, arguments)))
            if limit is not None:
                samples.append((limit, self._bare_loop(workload, place)))
            if without is not None:
                write_files(place, workload.without)
                samples.append((without, self._run(ours, workload, place)))
            if turn > 0:  # the first turn warms the caches
                for series, sample in samples:
                    series.add(sample)
        shutil.rmtree(place)
        return result

    def _run(self, program, workload, place, arguments=None):
        """Runs the workload's command, or other `arguments` if given."""
        for leftover in ("journal.json", "chaos.log"):
            if leftover not in workload.files:
                (place / leftover).unlink(missing_ok=True)
        shutil.rmtree(place / "journals", ignore_errors=True)
        command = [str(program), *(arguments or workload.arguments)]
        output = place / "output.log"
        sample = self._stopwatch.measure(command, cwd=place, env=self._env, output=output)
        printed = output.read_text(encoding="utf-8", errors="replace")
        fault = workload.find_fault(sample.exit_code, printed, place)
        if fault:
            last = printed[-2000:]
            raise MeasurementFailed(f"{workload.name}: {program} did not do it: {fault}\n{last}")
        if workload.tells_memory:
            return dataclasses.replace(sample, peak_kib=workload.told_memory(place / "journal.json"))
        return sample

    def _bare_loop(self, workload, place):
        return self._stopwatch.measure([shutil.which("true")], cwd=place, env=self._env,
                                       output=os.devnull, count=workload.bare_spawns)


def find_reference(arguments, workloads):
    """The program to compare with; None if no workload needs it. Raises NotAvailable."""
    if all(workload.rival != REFERENCE for workload in workloads):
        return None
    return (arguments.reference or reference.find_or_install()).absolute()


def run(arguments):
    ours = arguments.chaos.absolute()
    results = []
    with tempfile.TemporaryDirectory(prefix="chaos-bench-") as temporary, http_server() as url:
        in_memory = is_in_memory(temporary)
        workloads = select([*all_workloads(url, in_memory), *own_workloads()], arguments.only)
        theirs = find_reference(arguments, workloads)
        python = sys.executable if theirs is None else theirs.parent / "python"
        bench = Bench(pathlib.Path(temporary), arguments.runs, python)
        print(report.HEADER, flush=True)
        for workload in workloads:
            results.append(bench.compare(workload, ours, theirs))
            print(report.row(results[-1]), flush=True)
    if arguments.json:
        document = {"machine": report.machine(), "runs": arguments.runs, "ours": str(ours),
                    "reference": theirs and str(theirs), "results": [r.as_json() for r in results]}
        arguments.json.write_text(json.dumps(document, indent=2) + "\n")
    return results


def verdict(results, check):
    missed = [sentence for result in results for sentence in result.missed()]
    print(f"\nMedians; {len(missed)} aims missed." if missed else "\nMedians; all aims reached.")
    for sentence in missed:
        print(f"  {sentence}")
    return 1 if check and missed else 0


def main():
    arguments = parse_arguments()
    if not os.access(arguments.chaos, os.X_OK):
        print(f"bench: there is no program {arguments.chaos}; build it or give --chaos",
              file=sys.stderr)
        return 2
    try:
        return verdict(run(arguments), arguments.check)
    except reference.NotAvailable as error:
        print(f"SKIPPED: the reference cannot be installed: {error}")
        return 1 if os.environ.get("CHAOS_REQUIRE_PEER") == "1" else 0
    except MeasurementFailed as error:
        print(f"bench: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
