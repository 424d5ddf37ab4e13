#!/usr/bin/env python3
"""Runs published extensions, and experiments with a lot of Python, with our program and the reference.

    run.py --chaos BINARY [-v] [PATTERN ...]

With patterns, runs only the tests whose names contain one of them. Exit code 0 if all passed, or if the
reference is not available (1 with CHAOS_REQUIRE_PEER=1).
"""

import argparse
import os
import pathlib
import sys
import unittest

import environment
from programs import Programs

HERE = pathlib.Path(__file__).resolve().parent
BUILT = HERE.parents[1] / "build" / "release" / "apps" / "chaos" / "chaos"


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--chaos", metavar="BINARY", default=BUILT, type=pathlib.Path,
                        help="our program (the release build)")
    parser.add_argument("-v", "--verbose", action="store_true", help="name every test")
    parser.add_argument("patterns", nargs="*", metavar="PATTERN")
    return parser.parse_args()


def main():
    arguments = parse_arguments()
    if not os.access(arguments.chaos, os.X_OK):
        print(f"peer: there is no program {arguments.chaos}; build it or give --chaos", file=sys.stderr)
        return 2
    try:
        place = environment.find_or_install()
    except environment.NotAvailable as error:
        print(f"SKIPPED: the reference cannot be installed: {error}")
        return 1 if environment.is_required() else 0
    Programs.choose(arguments.chaos.resolve(), place)
    loader = unittest.TestLoader()
    if arguments.patterns:
        loader.testNamePatterns = [f"*{pattern}*" for pattern in arguments.patterns]
    tests = loader.discover(str(HERE), pattern="*_test.py")
    result = unittest.TextTestRunner(verbosity=2 if arguments.verbose else 1).run(tests)
    for test, reason in result.skipped:
        print(f"SKIPPED: {test.id()}: {reason}")
    return 0 if result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
