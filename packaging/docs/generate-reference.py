#!/usr/bin/env python3
"""Writes the pages of the reference that are made from the program: commands and file formats.

    generate-reference.py CHAOS DOCS_DIR             write DOCS_DIR/reference/*.md
    generate-reference.py --check CHAOS DOCS_DIR     compare with what is there; the difference fails

Standard library only. The pages are kept in the repository, and a test compares.
"""
import difflib
import json
import re
import subprocess
import sys
import textwrap
from pathlib import Path

GENERATED = "<!-- Made by packaging/docs/generate-reference.py: change what it is made from, and run it. -->\n"

HEAD = {
    "experiment": "# Experiment\n\nThe document that [`chaos run`](commands.md#chaos-run) takes, as JSON or YAML. "
                  "[How a run proceeds](../explanation/how-a-run-proceeds.md) says what becomes of it.",
    "journal": "# Journal\n\nWhat a run writes: `journal.json`, unless `--journal-path` names another file. "
               "[`chaos report`](../how-to/reports.md) shows it to people.",
    "settings": "# Settings\n\nThe file `~/.chaostoolkit/settings.yaml`, unless `--settings` names another one. "
                "It need not exist; if it cannot be read or parsed, nothing is run ([why](validation.md#files-that-cannot-be-read)). "
                "[`chaos settings`](commands.md#chaos-settings) reads and changes it.",
    "verification": "# Verification\n\nWhat [`chaos verify`](commands.md#chaos-verify) takes: an "
                    "[experiment](experiment.md) whose hypothesis is measured over time. It has all keys of an "
                    "experiment, and these. [ChaosIQ](chaosiq.md#verifications) says how it is run.",
}
TAIL = "This page is made from the JSON Schema that `chaos schema {name}` prints. Other keys are allowed.\n"

NOT_RUN = {
    "chaos discover chaostoolkit-kubernetes": "needs the network",
    "chaos init --experiment-path experiment.yaml": "asks a person",
    "chaos stop": "needs a run in progress; how-to/put-back.md has one",
}
SETUP = {
    "chaos run experiment.json": "chaos init --template hello",
    "chaos validate --all experiment.yaml": "chaos init --template process --experiment-path experiment.yaml",
    "chaos recover --rollback journal.json.wal": "killed_run experiment.yaml --var seconds:int=60",
    "chaos settings get --format json auths": "sample_settings",
    "chaos signin": "echo TOKEN >token.txt",
    "chaos verify": "sample_verification",
}

NAMES = {"string": "text", "object": "mapping", "array": "list", "null": ""}


def anchor(title):
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")


def cell(text):
    return re.sub(r"(?<!\\)\|", r"\|", text)


def wrapped(line):
    """A paragraph in lines of a readable length; tables and headings stay as they are."""
    if line.startswith(("|", "#", "<")):
        return line
    return "\n".join(textwrap.wrap(line, 120, break_long_words=False, break_on_hyphens=False))


def code(value):
    return f"`{json.dumps(value) if not isinstance(value, str) else value}`"


class Page:
    """One schema as a page: a table for it, and one for each of its definitions that has parts."""

    def __init__(self, name, schema):
        self.name = name
        self.definitions = schema.get("$defs", {})
        self.queue = []  # definitions in the order of their first mention
        self.lines = [*HEAD[name].split("\n"), "", GENERATED]
        self.object_section(schema)
        for definition in self.queue:
            self.definition_section(self.definitions[definition])
        self.lines += ["", TAIL.format(name=name)]

    def text(self):
        return re.sub(r"\n{3,}", "\n\n", "\n".join(map(wrapped, self.lines)))

    def resolved(self, schema):
        if not schema.get("$ref", "").startswith("#"):
            return schema
        return self.definitions[schema["$ref"].rsplit("/", 1)[1]]

    @staticmethod
    def has_parts(schema):
        shapes = [schema.get("additionalProperties"), schema.get("items")]
        conditional = any("then" in part for part in schema.get("allOf", []) + [schema])
        return bool("title" in schema and ("properties" in schema or conditional or any(shapes) or "anyOf" in schema))

    def reference(self, pointer):
        name = pointer.rsplit("/", 1)[1]
        schema = self.definitions[name]
        if not self.has_parts(schema):
            return self.type_of(schema)
        if name not in self.queue:
            self.queue.append(name)
        return f"[{schema['title']}](#{anchor(schema['title'])})"

    def type_of(self, schema):
        """What a value may be, in words."""
        if "$ref" in schema:
            return self.reference(schema["$ref"])
        if "const" in schema:
            return code(schema["const"])
        if "enum" in schema:
            return ", ".join(code(value) for value in schema["enum"] if value is not None)
        if "else" in schema:
            return " or ".join(self.type_of(schema[part]) for part in ("then", "else"))
        if "anyOf" in schema:
            alternatives = dict.fromkeys(filter(None, map(self.type_of, schema["anyOf"])))
            return " or ".join(sorted(alternatives, key=lambda words: words.startswith("list")))
        if "type" not in schema and schema.get("allOf"):
            return self.type_of(schema["allOf"][0])
        types = schema.get("type", "object" if "additionalProperties" in schema else "any")
        types = [types] if isinstance(types, str) else types
        return " or ".join(filter(None, (self.of_elements(kind, schema) for kind in types)))

    def of_elements(self, kind, schema):
        name = NAMES.get(kind, kind)
        element = schema.get({"array": "items", "object": "additionalProperties"}.get(kind))
        inner = self.type_of(element) if isinstance(element, dict) and element else ""
        return f"{name} of {inner}" if inner not in ("", "any") else name

    def description(self, schema):
        own = schema.get("description") or self.resolved(schema).get("description", "")
        extra = []
        limits = self.resolved(schema)
        for part in [limits] + [self.resolved(one) for one in limits.get("anyOf", [])]:
            if part.get("minimum") is not None:
                extra.append(f"At least {part['minimum']}.")
            if part.get("exclusiveMinimum") is not None:
                extra.append(f"More than {part['exclusiveMinimum']}.")
        if schema.get("examples"):
            extra.append("Such as " + ", ".join(map(code, schema["examples"])) + ".")
        return " ".join([own, *dict.fromkeys(extra)]).strip()

    def rows(self, schema, prefix=""):
        for key, value in schema.get("properties", {}).items():
            required = " (required)" if key in schema.get("required", []) else ""
            yield f"| `{prefix}{key}`{required} | {cell(self.type_of(value))} | {cell(self.description(value))} |"
            yield from self.inner_rows(value, prefix + key)

    def inner_rows(self, value, key):
        """Of what has no section of its own."""
        if "$ref" in value:
            return
        yield from self.rows(value, key + ".")
        if isinstance(value.get("items"), dict):
            yield from self.inner_rows(value["items"], key + "[]")
        if "contains" in value:
            yield from self.rows(value["contains"], key + "[].")
        if isinstance(value.get("additionalProperties"), dict):
            yield from self.inner_rows(value["additionalProperties"], key + ".NAME")

    def table(self, schema):
        rows = list(self.rows(schema))
        if rows:
            self.lines += ["", "| key | type | |", "| --- | --- | --- |", *rows]

    def object_section(self, schema):
        if self.name in ("experiment", "journal"):
            self.lines += ["", schema.get("description", "")]
        self.table(schema)

    def definition_section(self, schema):
        self.lines += ["", f"## {schema['title']}", "", schema.get("description", "")]
        if "properties" not in schema or schema.get("type") == "array":
            shown = self.type_of(schema)
            if shown.startswith(("list of", "mapping of")):
                self.lines += ["", f"A {shown}."]
        self.table(schema)
        elements = [schema.get("additionalProperties"), schema.get("items")]
        for part in [schema, *(one for one in elements if isinstance(one, dict))]:
            self.variants(part)
        for one in schema.get("anyOf", []):
            if "properties" in one:
                self.variant_section(one["title"], one)

    def variants(self, schema):
        """Sections for `if` it has that type `then` it has those keys."""
        for part in schema.get("allOf", []) + schema.get("then", {}).get("allOf", []) + [schema]:
            kind = part.get("if", {}).get("properties", {})
            if "then" not in part or not kind:
                continue
            key, wanted = next(iter(kind.items()))
            meant = self.resolved(part["then"])
            self.variant_section(f"{meant.get('title', '')} (`{key}: {wanted.get('const')}`)", meant)

    def variant_section(self, title, schema):
        self.lines += ["", f"### {title}", "", schema.get("description", "")]
        self.table(schema)


def called(chaos, *arguments):
    done = subprocess.run([chaos, "--no-log-file", *arguments], stdout=subprocess.PIPE, check=True, encoding="utf-8")
    return done.stdout


def starting_with(table, line):
    return next((value for key, value in table.items() if line.startswith(key)), None)


def commands_page(chaos):
    """The program's own page, with what the test of documented commands has to know."""
    def marked(block):
        example = block.group(1)
        setup, reason = starting_with(SETUP, example), starting_with(NOT_RUN, example)
        before = f"<!-- setup: {setup} -->\n" if setup else ""
        return before + (f"<!-- not run: {reason} -->\n" if reason else "") + block.group(0)

    page = called(chaos, "man", "--markdown")
    page = page.replace("# Commands\n", "# Commands\n\n" + GENERATED + "\n" + wrapped(
        "Every command and option, as `chaos COMMAND --help` shows them. The options of `chaos` itself stand before the "
        "command, those of a command behind it. [Operations](operations.md#exit-codes) has the exit codes.") + "\n", 1)
    return re.sub(r"```sh\n(.*)\n", marked, page)


def pages(chaos):
    yield "commands.md", commands_page(chaos)
    for name in HEAD:
        yield f"{name}.md", Page(name, json.loads(called(chaos, "schema", name))).text()


def main(arguments):
    check = "--check" in arguments
    chaos, docs = [argument for argument in arguments if argument != "--check"]
    same = True
    for name, text in pages(chaos):
        path = Path(docs, "reference", name)
        if not check:
            path.write_text(text, encoding="utf-8")
            continue
        old = path.read_text(encoding="utf-8") if path.exists() else ""
        for line in difflib.unified_diff(old.splitlines(), text.splitlines(), str(path), "generated", lineterm=""):
            same = False
            print(line)
    if not same:
        print(f"The reference has drifted; run: {sys.argv[0]} CHAOS {docs}")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
