#!/usr/bin/env python3
"""Checks that no part of the code includes one above it.

    layers_test.py [REPOSITORY]

The order is the one of docs/explanation/architecture.md. Standard library only; exit code 1 and one line for
each include that goes the wrong way.
"""
import re
import sys
from pathlib import Path

# The folders of libchaos/src; each may include itself and those before it.
ORDER = [
    "json",
    "log",
    "os",
    "report",
    "net",
    "document",
    "schema",
    "context",
    "tolerance",
    "provider",
    "experiment",
    "control",
    "activity",
    "run",
    "progress",
]
INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.MULTILINE)


def sources(directory):
    return sorted(p for p in directory.rglob("*") if p.suffix in (".cpp", ".h"))


def problems_of_folder(folder, files):
    allowed = {"chaos", *ORDER[: ORDER.index(folder) + 1]}
    for file in files:
        for include in INCLUDE.findall(file.read_text(encoding="utf-8")):
            part = include.split("/")[0]
            if part not in allowed:
                yield f"{file}: includes {include}, but {folder}/ may only include what is below it"


def problems_of_public_headers(files):
    for file in files:
        for include in INCLUDE.findall(file.read_text(encoding="utf-8")):
            if not include.startswith("chaos/"):
                yield f"{file}: includes {include}, which is not public"


def problems(repository):
    source = repository / "libchaos" / "src"
    folders = sorted(p.name for p in source.iterdir() if p.is_dir())
    if sorted(ORDER) != folders:
        yield f"{source}: holds {', '.join(folders)}; give each a place in ORDER of {__file__}"
        return
    for folder in ORDER:
        yield from problems_of_folder(folder, sources(source / folder))
    yield from problems_of_public_headers(sources(repository / "libchaos" / "include"))


def main():
    repository = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parents[2])
    found = list(problems(repository))
    print("\n".join(found) or "every include points downwards")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
