"""Measures the duration and the memory of one command."""

import dataclasses
import pathlib
import shutil
import statistics
import subprocess

HERE = pathlib.Path(__file__).resolve().parent


def is_in_memory(directory):
    """Whether the file system of the directory is in memory, not on a disk."""
    kind, longest = "", 0
    place = pathlib.Path(directory).resolve()
    for line in pathlib.Path("/proc/self/mounts").read_text(encoding="utf-8").splitlines():
        mount = pathlib.Path(line.split()[1])
        if (mount == place or mount in place.parents) and len(mount.parts) >= longest:
            kind, longest = line.split()[2], len(mount.parts)
    return kind in ("tmpfs", "ramfs")


class MeasurementFailed(Exception):
    """The command could not be run, or did not do what was expected."""


@dataclasses.dataclass(frozen=True)
class Sample:
    seconds: float
    peak_kib: int
    exit_code: int


@dataclasses.dataclass
class Series:
    """The samples of one program for one workload."""

    samples: list = dataclasses.field(default_factory=list)

    def add(self, sample):
        self.samples.append(sample)

    @property
    def seconds(self):
        return statistics.median(sample.seconds for sample in self.samples)

    @property
    def peak_kib(self):
        return statistics.median(sample.peak_kib for sample in self.samples)

    def as_json(self):
        return {
            "median_seconds": self.seconds,
            "median_peak_kib": self.peak_kib,
            "seconds": [sample.seconds for sample in self.samples],
            "peak_kib": [sample.peak_kib for sample in self.samples],
        }


class Stopwatch:
    """Measures commands with spawn_loop, which it first builds in `directory`."""

    def __init__(self, directory):
        self._program = directory / "spawn_loop"
        compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
        if compiler is None:
            raise MeasurementFailed("no C compiler (cc) to build spawn_loop.c with")
        subprocess.run(
            [compiler, "-std=c11", "-O2", "-o", self._program, HERE / "spawn_loop.c"], check=True
        )

    def measure(self, command, *, cwd, env, output, count=1):
        """Runs `command` (whose first word is an absolute path) `count` times in a row.

        Its output goes to the file `output`. Returns one sample for the whole series.
        """
        done = subprocess.run(
            [self._program, str(count), output, *command],
            cwd=cwd,
            env=env,
            stdout=subprocess.PIPE,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise MeasurementFailed(f"{command[0]} cannot be measured")
        seconds, peak_kib, exit_code = done.stdout.split()
        return Sample(float(seconds), int(peak_kib), int(exit_code))
