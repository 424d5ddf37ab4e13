"""Reads the commands and files that a page of the documentation shows, and the comments about them.

A block of commands is fenced as `sh` or, if it includes output to compare, as `console`. A fenced block after a line
such as "`page.yaml`:" is that file. Comments, which readers do not see, precede the block that they apply to:

    <!-- setup: COMMANDS -->        executed before the block; may span lines (see sandbox.sh)
    <!-- not run: needs a cluster -->
    <!-- ^C after: TEXT -->         the command is interrupted once its output contains that string
"""
import re
from dataclasses import dataclass, field

FENCE = re.compile(r"^(\s*)```(\w*)\s*$")
COMMENT = re.compile(r"^\s*<!-- (setup|not run|\^C after):\s(.*?)\s*-->\s*$", re.S)
FILE = re.compile(r"^\s*`([^`]+)`:$")


@dataclass
class Command:
    text: str
    line: int
    expected: list = None  # lines of output; None if they are not compared
    interrupted_after: str = ""


@dataclass
class Block:
    kind: str  # "setup", "file", "commands"
    line: int
    name: str = ""  # of a file
    text: str = ""
    commands: list = field(default_factory=list)
    not_run: str = ""  # why


def read_blocks(text):
    """The blocks of a page, in order."""
    lines = text.splitlines()
    number, comments, name = 0, {}, ""
    while number < len(lines):
        line = lines[number]
        if "<!--" in line and "-->" not in line:
            while "-->" not in lines[number]:
                number += 1
                line += "\n" + lines[number]
        fence, comment, file = FENCE.match(line), COMMENT.match(line), FILE.match(line)
        number += 1
        if comment and comment[1] == "setup":
            yield Block("setup", number, text=comment[2])
        elif comment:
            comments[comment[1]] = comment[2]
        elif fence:
            begin = number
            while not re.match(r"^\s*```\s*$", lines[number]):
                number += 1
            content = [one.removeprefix(fence[1]) for one in lines[begin:number]]
            number += 1
            yield from fenced(fence[2], content, begin + 1, name, comments)
            comments, name = {}, ""
        elif file:
            name = file[1]
        elif line.strip():
            comments, name = {}, ""


def fenced(language, content, line, name, comments):
    if language not in ("sh", "console"):
        if name:
            yield Block("file", line, name=name, text="\n".join(content) + "\n")
        return
    split = shell_commands if language == "sh" else console_commands
    commands = list(split(content, line))
    for command in commands:
        command.interrupted_after = comments.get("^C after", "")
    yield Block("commands", line, commands=commands, not_run=comments.get("not run", ""))


def shell_commands(lines, first):
    """One command per line, including continuation lines."""
    whole = []
    for number, line in enumerate(lines):
        whole.append(line)
        if line.endswith("\\") or not "".join(whole).strip():
            continue
        yield Command("\n".join(whole), first + number)
        whole = []


def console_commands(lines, first):
    """One command per prompt, with the output shown below it."""
    command = None
    for number, line in enumerate(lines):
        if line.startswith("$ "):
            if command:
                yield command
            command = Command(line[2:], first + number, expected=[])
        elif command and command.text.endswith("\\") and not command.expected:
            command.text += "\n" + line
        elif command:
            command.expected.append(line)
        else:
            raise ValueError(f"line {first + number}: a console block begins with a prompt: $ COMMAND")
    if command:
        yield command
