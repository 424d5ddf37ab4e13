"""Normalises journals and logs for comparison: without times, paths and versions."""

import json
import re

ANSI = re.compile(r"\x1b\[[0-9;]*m")
LEVELS = "DEBUG|INFO|WARNING|ERROR|CRITICAL"
RECORD = re.compile(
    rf"^\[\d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d(?:[.,]\d+)? ({LEVELS})\](?: \[([\w.<>-]+):\d+\])? ?(.*)$"
)
ISO = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?([+-]\d\d:\d\d|Z)?$")
FRAME = re.compile(r'^[\s|]*File "([^"]*)", line \d+')
HEADER = re.compile(r"^[\s|+]*(Exception Group )?Traceback \(most recent call last\):$")
# What our program prints in addition to the log: warnings, and the position of an error.
TOLD_BESIDE_LOG = re.compile(r"^(warning: |\S+\.(yaml|json):\d+:\d+: |\| |hint: )")
OWN_EXTENSION = "chaos"
ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{6,}")
MACHINERY = ("site-packages", "chaos_worker")  # frames in these are not code under test


class Normaliser:
    """`places` maps the directories of this run to their normalised names."""

    def __init__(self, places):
        self._places = sorted(places.items(), key=lambda place: -len(place[0]))

    def text(self, text):
        for place, name in self._places:
            text = text.replace(place, name)
        return ADDRESS.sub("0x...", text)

    def traceback(self, text):
        """Removes the frames that do not belong to the experiment's own modules."""
        kept, dropping = [], False
        for line in text.splitlines():
            frame = FRAME.match(line)
            if frame:
                dropping = any(name in frame.group(1) for name in MACHINERY)
            elif not re.match(r"[\s|]*    ", line):
                dropping = False
            if not dropping:
                kept.append(self.text(line))
        return "\n".join(_without_bare_headers(kept))

    def value(self, value, key="", parent=None):
        if isinstance(value, dict):
            return {name: self.value(item, name, value) for name, item in value.items()}
        if isinstance(value, list):
            if key == "exception" and all(isinstance(item, str) for item in value):
                return self.traceback("".join(value)).splitlines()
            return [self.value(item, "", value) for item in value]
        if isinstance(value, str):
            if key in ("start", "end") and ISO.match(value):
                return "<time>"
            if key in ("platform", "node", "chaoslib-version") and "chaoslib-version" in parent:
                return "<text>"
            return self.text(value)
        if key in ("duration", "ts") and type(value) in (int, float):
            return "<number>"
        return value

    def log(self, text, modules=None):
        """The records as "LEVEL message"; lines that do not belong to a record are unchanged.

        DEBUG records come from the runner itself, so they are removed, except for those of the named modules
        (in a log that names modules).
        """
        found, keep = [], False
        for line in ANSI.sub("", text).splitlines():
            record = RECORD.match(line)
            if record:
                level, module, message = record.groups()
                keep = module in modules if modules is not None else level != "DEBUG"
                if keep:
                    found.append([f"{level} {message}"])
            elif line.startswith("    "):
                if keep:
                    found[-1].append(line[4:])
            elif not TOLD_BESIDE_LOG.match(line):
                keep = False
                found.append(_lines_of_json_record(line) or [line])
        return [self.traceback("\n".join(lines)) for lines in found]


def without_own_block(journal):
    """The journal without the entry that our program adds to `extensions`; the reference ignores it."""
    if not isinstance(journal, dict) or "extensions" not in journal:
        return journal
    others = [block for block in journal["extensions"] if block.get("name") != OWN_EXTENSION]
    kept = {**journal, "extensions": others}
    return kept if others else {key: value for key, value in kept.items() if key != "extensions"}


def _without_bare_headers(lines):
    """Drops the headers of tracebacks without any remaining frame."""
    for line, following in zip(lines, [*lines[1:], ""]):
        if not HEADER.match(line) or FRAME.match(following):
            yield line


def _lines_of_json_record(line):
    """The lines of a record that was logged as JSON, or None."""
    try:
        record = json.loads(line)
        text = f"{record['levelname']} {record['message']}"
    except (ValueError, TypeError, KeyError):
        return None
    return [*text.splitlines(), *record.get("exc_info", "").splitlines()]


def without_repetitions(items):
    """Merges equal neighbours, because the number of repetitions depends on timing."""
    return [item for index, item in enumerate(items) if index == 0 or item != items[index - 1]]
