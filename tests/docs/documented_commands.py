#!/usr/bin/env python3
"""Executes every command that the documentation shows, and compares the output with the documented one.

    documented_commands.py CHAOS BUILD_DIR [PAGE...]     default: all pages

Each page has its own directory, which is also its home directory. Its commands are executed in one shell, one after
the other, as a reader would type them. Nothing outside of that directory is changed. page_blocks.py describes the
format of a page, sandbox.sh the functions for its setup. Time stamps, durations, process ids and the like are not
compared; a line `...` matches any lines, `…` matches the rest of the text at its place. Standard library only.
"""
import difflib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "support"))
from example_server import ExampleServer  # noqa: E402
from page_blocks import read_blocks  # noqa: E402
from ports import reserve_port  # noqa: E402

SOURCE = Path(__file__).parents[2]
REFUSED = ["sudo", "su", "apt", "apt-get", "dpkg", "pip", "pip3", "docker", "podman", "kubectl", "ssh", "git"]
SYSTEM = re.compile(r"(?<![\w~.$}\"/-])/(bin|boot|etc|home|lib|opt|root|sbin|srv|usr|var)\b")
SECONDS = 120  # per page, on a busy machine
MARK = "\x1e"
PORTS = {"8001": "REQUIRE_RAND_PORT", "8002": "RAND_PRIMARY_PORT", "8003": "RAND_SECONDARY_PORT", "8080": "HUB_PORT"}

VARYING = [
    (r"\x1b\[[0-9;]*m", ""),
    (r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d([.,]\d+)?(\+00:00|Z)?", "TIME"),
    (r"\b\d{8}T\d{6}Z(-\d+)?", "TIME"),
    (r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", "UUID"),
    (r"\bprocess \d+", "process N"),
    (r"\b\d+(\.\d+)? ?(s|ms)\b", "DURATION"),
    (r"(?<=chaos, version )\S+", "VERSION"),
    (r"\b3\.\d+\.\d+\b", "PYTHON"),
    (r"(?m)[ \t]+$", ""),
    (r"(?<=\S) {2,}", "  "),
]


def without_variation(text):
    for pattern, name in VARYING:
        text = re.sub(pattern, name, text)
    return text


def is_as_shown(expected, output):
    pattern = ""
    for line in expected:
        if line.strip() == "...":
            pattern += r"(?:.*\n)*?"
        else:
            pattern += ".*?".join(re.escape(part) for part in without_variation(line).split("…")) + "\n"
    if output and not output.endswith("\n"):
        output += "\n"
    return re.fullmatch(pattern, without_variation(output)) is not None


def end_processes_of(directory):
    """Ends all processes whose environment names the directory: everything that its commands left behind."""
    for entry in Path("/proc").glob("[0-9]*/environ"):
        try:
            if os.fsencode(str(directory)) in entry.read_bytes():
                os.kill(int(entry.parent.name), signal.SIGKILL)
        except OSError:  # it has ended, or belongs to somebody else
            continue


class Page:
    def __init__(self, path, chaos, build):
        self.path = path
        self.name = path.relative_to(SOURCE) if path.is_relative_to(SOURCE) else path
        self.blocks = list(read_blocks(path.read_text(encoding="utf-8")))
        self.chaos, self.build = chaos, build
        self.ports = {port: str(reserve_port()) for port in PORTS}  # documented port -> the one used
        self.problems = []

    def has_commands(self):
        return any(block.kind == "commands" and not block.not_run for block in self.blocks)

    def check(self):
        for block in self.blocks:
            if block.not_run:
                print(f"{self.name}:{block.line}: not run: {block.not_run}")
        if not self.has_commands() or self.touches_the_system():
            return
        with tempfile.TemporaryDirectory(prefix="chaos-docs-", ignore_cleanup_errors=True) as directory:
            self.root = Path(directory).resolve()
            self.home = self.root / "home" / "me"
            try:
                self.play()
            finally:
                end_processes_of(self.root)

    def touches_the_system(self):
        """A command that names a path outside of the directory is an error in the page; nothing of it is
        executed."""
        for block in self.blocks:
            for command in block.commands if not block.not_run else []:
                if SYSTEM.search(command.text):
                    self.problem(command, "it names a path of the system; mark it with <!-- not run: why -->")
        return bool(self.problems)

    def play(self):
        (self.root / "bin").mkdir()
        (self.root / "steps").mkdir()
        self.home.mkdir(parents=True)
        (self.root / "bin" / "chaos").symlink_to(self.chaos)
        (self.root / "bin" / "chaoshub").symlink_to(self.build / "apps" / "chaoshub" / "chaoshub")
        for name in REFUSED:  # commands that affect more than the directory; such a page states why they are not run
            (self.root / "bin" / name).write_text(f"#!/bin/sh\necho '{name} is not for tests' >&2\nexit 96\n")
            (self.root / "bin" / name).chmod(0o755)
        script = self.root / "page.sh"
        script.write_text(f". '{HERE}/sandbox.sh'\n(exit 0)\n" + "".join(self.steps()), encoding="utf-8")
        if "example.com" in self.path.read_text(encoding="utf-8"):
            with ExampleServer(self.root / "server", self.home) as server:
                outputs = self.outputs_of(script, server.environment())
        else:
            outputs = self.outputs_of(script, {})
        done = 0
        for block in self.blocks:
            for command in block.commands if not block.not_run else []:
                if done == len(outputs):
                    self.problem(command, "this was not reached" + (
                        f" within {SECONDS} s" if self.timed_out else ": the shell ended before"))
                    return
                self.judge(command, *outputs[done])
                done += 1
        print(f"{self.name}: {done} commands")

    def with_ports(self, text):
        return re.sub(rf"\b({'|'.join(PORTS)})\b", lambda port: self.ports[port[0]], text)

    def steps(self):
        """The lines of a script: each step is a separate file, sourced by the page's only shell."""
        number = 0
        for block in self.blocks:
            if block.kind == "file":
                number += 1
                stored = self.root / "steps" / f"{number}.file"
                stored.write_text(self.with_ports(block.text), encoding="utf-8")
                yield f"write_file '{stored}' '{block.name}'\n"
            if block.kind == "setup":
                text = self.with_ports(block.text)
                yield f"{{\n{text}\n}} >\"$SETUP_LOG\" 2>&1 || setup_failed {block.line}\n"
            for command in block.commands if not block.not_run else []:
                number += 1
                step = self.root / "steps" / f"{number}.sh"
                step.write_text(self.with_ports(command.text) + "\n", encoding="utf-8")
                call = f". '{step}'"
                if command.interrupted_after:
                    call = f"python3 '{HERE}/interrupt.py' '{command.interrupted_after}' bash '{step}'"
                yield f"(exit $status); {call}; status=$?; printf '{MARK}%d{MARK}' $status\n"

    def outputs_of(self, script, environment):
        """The output and exit code of each command that was executed."""
        shell = subprocess.Popen(
            ["bash", "--noprofile", "--norc", str(script)], cwd=self.home, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
            env={"HOME": str(self.home), "PATH": f"{self.root}/bin:/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C.UTF-8",
                 "TMPDIR": str(self.root), "PYTHONDONTWRITEBYTECODE": "1", "SETUP_LOG": str(self.root / "setup.log"),
                 "DOCS_SOURCE": str(SOURCE), "DOCS_BUILD": str(self.build),
                 **{PORTS[documented]: port for documented, port in self.ports.items()}, **environment})
        self.timed_out = False

        def give_up():
            self.timed_out = True
            end_processes_of(self.root)

        timer = threading.Timer(SECONDS, give_up)
        timer.start()
        output = shell.stdout.read().decode("utf-8", "replace")
        shell.wait()
        timer.cancel()
        parts = output.replace("\r\n", "\n").split(MARK)
        if parts[-1].strip():
            print(f"{self.name}: after the last command: {parts[-1]}")
        return list(zip(parts[0:-1:2], map(int, parts[1::2])))

    def judge(self, command, output, code):
        shown = output.replace(str(self.home), "/home/me").replace(str(SOURCE), "/home/me/chaos")
        for documented, port in self.ports.items():
            shown = re.sub(rf"\b{port}\b", documented, shown)
        if command.expected is None:
            if code != 0:
                self.problem(command, f"exit code {code}", shown)
        elif not is_as_shown(command.expected, shown):
            difference = difflib.unified_diff([without_variation(line) for line in command.expected],
                                              without_variation(shown).splitlines(), "documented", "real", lineterm="")
            self.problem(command, "another output", "\n".join(difference))

    def problem(self, command, what, detail=""):
        self.problems.append(what)
        print(f"{self.name}:{command.line}: {what}: {command.text}\n{detail}")


def all_pages():
    return [SOURCE / "README.md", SOURCE / "CONTRIBUTING.md", *sorted((SOURCE / "docs").rglob("*.md")),
            *sorted((SOURCE / "examples").glob("*/README.md")), *sorted((SOURCE / "packaging").rglob("README.md"))]


def main(arguments):
    chaos, build = Path(arguments[0]).resolve(), Path(arguments[1]).resolve()
    problems = 0
    for path in [Path(page).resolve() for page in arguments[2:]] or all_pages():
        page = Page(path, chaos, build)
        page.check()
        problems += len(page.problems)
    return 1 if problems else 0


if __name__ == "__main__":
    if not shutil.which("bash"):
        print("SKIPPED: there is no bash")
        sys.exit(77)
    sys.exit(main(sys.argv[1:]))
