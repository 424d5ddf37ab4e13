"""A person with a home directory who uses `chaos`, at a terminal or not."""

import dataclasses
import errno
import json
import os
import pathlib
import pty
import re
import select
import shutil
import subprocess
import tempfile
import termios
import time

SECONDS = 120  # no command may take longer, even on a busy machine

STYLE = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")


@dataclasses.dataclass(frozen=True)
class Outcome:
    exit_code: int
    output: str  # standard output and standard error, in order


class Secret(str):
    """Typed once the terminal no longer echoes input: anything typed earlier is discarded."""


def wait_until_hidden(terminal, deadline):
    while termios.tcgetattr(terminal)[3] & termios.ECHO:
        if time.monotonic() > deadline:
            raise AssertionError("the terminal shows what is typed")
        time.sleep(0.01)


def be_patient(home):
    """Makes the owner of this home wait for a hub as long as necessary, so that tests do not depend on how busy
    the machine is. The original ignores this."""
    settings = home / ".chaostoolkit" / "settings.yaml"
    settings.parent.mkdir()
    settings.write_text("controls: {chaosiq-cloud: {safeguards: {timeout: 60}}}\n", "utf-8")
    settings.chmod(0o600)


class Person:
    """The program, with one directory as home and working directory."""

    def __init__(self, binary, authority=None):
        self.binary = binary
        self.home = pathlib.Path(tempfile.mkdtemp(prefix="chaos-person-"))
        self._environment = {
            "PATH": os.environ.get("PATH", os.defpath), "HOME": str(self.home), "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8",
            "TZ": "UTC", "TERM": "xterm", "PYTHONWARNINGS": "ignore"}
        be_patient(self.home)
        if authority:
            self._environment["REQUESTS_CA_BUNDLE"] = str(authority)

    def write(self, name, document):
        # Not escaped: the characters must arrive unchanged.
        (self.home / name).write_text(json.dumps(document, ensure_ascii=False), "utf-8")

    def read(self, name):
        return json.loads((self.home / name).read_text("utf-8"))

    def exists(self, name):
        return (self.home / name).exists()

    def start(self, *arguments, **more):
        return subprocess.Popen([self.binary, "--no-version-check", *arguments], cwd=self.home,
                                env=self._environment, **more)

    def begin(self, *arguments):
        """Starts a command in the background; pass it to `end`."""
        return self.start(*arguments, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def end(self, process):
        try:
            output, _ = process.communicate(timeout=SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            raise
        return Outcome(process.returncode, output.decode("utf-8", "replace"))

    def run(self, *arguments):
        return self.end(self.begin(*arguments))

    def answer(self, *arguments, answers):
        """Runs a command at a terminal: each of `answers` is a prompt to wait for and the text to type then."""
        ours, theirs = pty.openpty()
        process = self.start(*arguments, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True)
        os.close(theirs)
        shown, seen, deadline = "", 0, time.monotonic() + SECONDS
        answers = list(answers)
        try:
            while True:
                if not select.select([ours], [], [], max(0, deadline - time.monotonic()))[0]:
                    raise AssertionError(f"it waits for something: {shown}")
                more = self._read(ours)
                if not more:
                    break
                shown += more
                text = STYLE.sub("", shown)
                if answers and answers[0][0] in text[seen:]:
                    seen = len(text)
                    _, typed = answers.pop(0)
                    if isinstance(typed, Secret):
                        wait_until_hidden(ours, deadline)
                    os.write(ours, (typed + "\n").encode())
            code = process.wait(SECONDS)
        finally:
            process.kill()
            process.wait()
            os.close(ours)
        text = STYLE.sub("", shown)
        if answers:
            raise AssertionError(f"it did not ask '{answers[0][0]}': {text}")
        return Outcome(code, text)

    @staticmethod
    def _read(terminal):
        """The next output; "" once the program has ended."""
        try:
            return os.read(terminal, 65536).decode("utf-8", "replace")
        except OSError as error:
            if error.errno == errno.EIO:  # Linux: the other end is closed
                return ""
            raise

    def leave(self):
        shutil.rmtree(self.home, ignore_errors=True)
