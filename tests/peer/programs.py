"""Runs experiments with our program and with the reference, in separate directories."""

import contextlib
import dataclasses
import json
import os
import pathlib
import shutil
import socket
import subprocess
import tempfile
import time
import typing

from normalise import Normaliser, without_own_block

EXPERIMENTS = pathlib.Path(__file__).resolve().parent / "experiments"
SECONDS = 60  # no run may take longer


@dataclasses.dataclass(frozen=True)
class Program:
    name: str
    binary: pathlib.Path
    environment: dict


@dataclasses.dataclass(frozen=True)
class Outcome:
    """The normalised results of a run; `files` maps the requested names to contents."""

    exit_code: typing.Union[int, str]
    log: list
    stdout: str
    journal: typing.Any
    files: dict

    def messages(self, level):
        return [line[len(level) + 1 :] for line in self.log if line.startswith(level + " ")]


class Programs:
    """The two programs; set by run.py before the tests are loaded."""

    ours = None
    reference = None

    @classmethod
    def choose(cls, binary, environment):
        cls.ours = Program("ours", binary, {"CHAOS_PYTHON": str(environment / "bin" / "python")})
        cls.reference = Program("reference", environment / "bin" / "chaos", {})


def _environment(program, directory, more):
    """Excludes the user's settings; child processes can import the modules next to the experiment."""
    return {"PATH": os.environ.get("PATH", os.defpath), "HOME": directory, "LANG": "C.UTF-8", "TZ": "UTC",
            "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": directory, "PYTHONWARNINGS": "ignore",
            **program.environment, **more}


def _read_json(path):
    try:
        return json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return None
    except ValueError as error:
        return f"no JSON: {error}"


class Run:
    """A program that is running an experiment. The directory is deleted when the run is collected.

    `answers` is its standard input.
    """

    def __init__(self, program, arguments, *, files=None, environment=None, answers=""):
        self._directory = tempfile.mkdtemp(prefix="chaos-peer-")
        self.place = pathlib.Path(self._directory, "work")
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(EXPERIMENTS, self.place, ignore=ignored)
        for name, text in (files or {}).items():
            (self.place / name).write_text(text, "utf-8")
        self._out = open(os.path.join(self._directory, "stdout"), "w+b")
        self._err = open(os.path.join(self._directory, "stderr"), "w+b")
        typed = pathlib.Path(self._directory, "stdin")
        typed.write_text(answers, "utf-8")
        with typed.open("rb") as standard_input:
            self._process = subprocess.Popen(
                [str(program.binary), *arguments], cwd=self.place, stdin=standard_input,
                stdout=self._out, stderr=self._err,
                env=_environment(program, str(self.place), environment or {}))

    def _wait(self):
        try:
            return self._process.wait(SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
            return f"no end within {SECONDS} seconds"

    def collect(self, wanted=(), places=None):
        exit_code = self._wait()
        normaliser = Normaliser({str(self.place): "${DIR}", **(places or {})})
        texts = []
        for stream in (self._out, self._err):
            stream.seek(0)
            texts.append(stream.read().decode("utf-8", "replace"))
            stream.close()
        own_modules = {path.stem for path in EXPERIMENTS.glob("*.py")}
        files = {}
        for name in wanted:
            path = self.place / name
            text = path.read_text("utf-8", "replace") if path.exists() else None
            is_log = name.endswith(".log")
            files[name] = normaliser.log(text, own_modules) if text and is_log else text
        journal = normaliser.value(without_own_block(_read_json(self.place / "journal.json")))
        shutil.rmtree(self._directory)
        return Outcome(exit_code, normaliser.log(texts[1]), normaliser.text(texts[0]), journal, files)


def run(program, arguments, *, wanted=(), places=None, **more):
    return Run(program, arguments, **more).collect(wanted, places)


def run_both(arguments, *, wanted=(), **more):
    """Our outcome and the reference's. Both run at the same time."""
    runs = [Run(program, arguments, **more) for program in (Programs.ours, Programs.reference)]
    return [each.collect(wanted) for each in runs]


def wait_for(port):
    """Waits until a server listens on the port."""
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.02)
    raise TimeoutError(f"nobody listens at port {port}")


@contextlib.contextmanager
def serving(command, **more):
    """Runs a server for the duration of the context; yields its process."""
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL, **more)
    try:
        yield process
    finally:
        process.terminate()
        process.wait()
