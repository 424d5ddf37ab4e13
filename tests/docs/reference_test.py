#!/usr/bin/env python3
"""Compares the hand-written tables of the reference with the sources: environment variables and exit codes.

The files and options of the reference are generated; packaging/docs/generate-reference.py --check compares
them. Standard library only.
"""
import json
import re
import sys
import unittest
from pathlib import Path

SOURCE = Path(__file__).parents[2]
OPERATIONS = SOURCE / "docs" / "reference" / "operations.md"
HUB = SOURCE / "docs" / "reference" / "hub.md"
FOLDERS = ["apps/chaos", "libchaos", "extensions"]  # the sources of `chaos`; the hub has its own options and variables

# How the sources read a variable: by its name, or by a name in a list next to the call.
READ = re.compile(r"\b(?:std::getenv|getenv|environment_variable|environment|value_of)\(\s*\"(\w+)\"")
READ_BY_CONSTANT = re.compile(r"\b(?:std::getenv|getenv|environment_variable)\(\s*\w+\)")
CONSTANT = re.compile(r"\"([A-Z]+(?:_[A-Z]+)+|LANG)\"")
PROXY = re.compile(r"\bproxy_of\(\"(\w+)\"\)")
SETTING = re.compile(r"\bfind\(settings, \"(\w+)\"\)")

# Read by others, not under a name in our sources: Python, the C++ library (temp_directory_path), and by the
# scheme of a URL.
ELSEWHERE = {"PYTHONPATH", "TMPDIR", "http_proxy", "https_proxy"}


def section(title):
    text = OPERATIONS.read_text(encoding="utf-8")
    return re.search(rf"^## {title}\n(.*?)(?=^## )", text, re.S | re.M)[1]


def first_cells(text):
    return [row.split("|")[1] for row in text.splitlines() if row.startswith("|")]


def sources():
    for folder in FOLDERS:
        for path in sorted([*(SOURCE / folder).rglob("*.cpp"), *(SOURCE / folder).rglob("*.h")]):
            yield path, path.read_text(encoding="utf-8")


def documented_variables():
    names = {name for cell in first_cells(section("Environment")) for name in re.findall(r"`(\w+)`", cell)}
    return names | {name.upper() for name in names if name.endswith("_proxy")}  # "also in upper case"


def read_variables():
    """The variables, by the file that reads them."""
    found = {}
    for path, text in sources():
        names = {*READ.findall(text), *(f"{scheme}_proxy" for scheme in PROXY.findall(text))}
        if READ_BY_CONSTANT.search(text):
            names.update(CONSTANT.findall(text))
        found.update({name: str(path.relative_to(SOURCE)) for name in names})
    return found


class Environment(unittest.TestCase):
    def test_every_variable_that_is_read_is_documented(self):
        read = read_variables()
        self.assertIn("CHAOS_PYTHON", read)
        self.assertIn("CHAOSIQ_TOKEN", read)
        missing = {name: file for name, file in read.items() if name not in documented_variables()}
        self.assertEqual(missing, {}, "not in the table of environment variables of docs/reference/operations.md")

    def test_every_documented_variable_is_read(self):
        read = {name.lower() for name in {*read_variables(), *ELSEWHERE}}
        unread = {name for name in documented_variables() if name.lower() not in read}
        self.assertEqual(unread, set(), "nothing reads these")


def hub_services():
    text = (SOURCE / "apps/chaoshub/shipped_services.cpp").read_text(encoding="utf-8")
    return re.findall(r"(\w+)::descriptor\(\)", text)


class EnvironmentOfTheHub(unittest.TestCase):
    """Like Environment, for what `chaoshub` reads, through its flags and directly."""

    def test_the_table_has_exactly_the_variables_that_are_read(self):
        read = set()
        for path in (SOURCE / "apps/chaoshub").rglob("*.cpp"):
            text = path.read_text(encoding="utf-8")
            read.update(re.findall(r'(?:envname|\bvariable|\benvironment_variable)\("(\w+)"\)', text))
            read.update("CHAOSHUB_" + name for name in re.findall(r'\badd\(command, "--[\w-]+", "(\w+)"', text))
            read.update(re.findall(r'\bk[A-Z]\w+ = "(CHAOSHUB_\w+)"', text))
        read.update(f"CHAOSHUB_{service.upper()}_URL" for service in hub_services())
        self.assertIn("CHAOSHUB_DATA_DIR", read)
        self.assertIn("CHAOSHUB_SECRET", read)
        self.assertIn("CHAOSHUB_OIDC_PROVIDERS", read)
        text = re.search(r"^## Environment\n(.*?)(?=^## )", HUB.read_text(encoding="utf-8"), re.S | re.M)[1]
        self.assertEqual({name for cell in first_cells(text) for name in re.findall(r"`(\w+)`", cell)}, read)

    def test_every_flag_of_the_server_is_documented(self):
        text = (SOURCE / "apps/chaoshub/config/settings.cpp").read_text(encoding="utf-8")
        flags = set(re.findall(r'"(--[a-z-]+)"', text)) | {f"--{service}-url" for service in hub_services()}
        self.assertGreater(len(flags), 10)
        page = HUB.read_text(encoding="utf-8")
        self.assertEqual({flag for flag in flags if f"`{flag}" not in page}, set())


class Settings(unittest.TestCase):
    def test_every_key_that_is_read_is_in_the_schema_that_the_page_is_made_from(self):
        schema = json.loads((SOURCE / "schemas/settings.json").read_text(encoding="utf-8"))
        read = {key for _, text in sources() for key in SETTING.findall(text)}
        self.assertIn("notifications", read)
        self.assertEqual(read - set(schema["properties"]), set())


class ExitCodes(unittest.TestCase):
    def test_the_tables_have_exactly_the_codes_of_the_program(self):
        header = (SOURCE / "apps/chaos/exit_code.h").read_text(encoding="utf-8")
        codes = {int(code) for code in re.findall(r"^  k\w+ = (\d+),", header, re.M)}
        self.assertGreater(len(codes), 2)
        cells = first_cells(section("Exit codes"))
        self.assertEqual({int(cell) for cell in cells if cell.strip().isdigit()}, codes)


if __name__ == "__main__":
    sys.exit(unittest.main())
