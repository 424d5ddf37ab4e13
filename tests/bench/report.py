"""Turns results into a table, a JSON document, and a list of missed targets."""

import dataclasses
import os
import platform
import typing

from measure import Series
from workloads import REFERENCE, Workload


@dataclasses.dataclass
class Result:
    """The samples for a workload: ours, the rival's if there is one, and the bare loop's."""

    workload: Workload
    ours: Series
    rival: typing.Optional[Series]
    limit: typing.Optional[Series] = None
    without: typing.Optional[Series] = None

    @property
    def speed(self):
        return None if self.rival is None else self.rival.seconds / self.ours.seconds

    @property
    def memory(self):
        return None if self.rival is None else self.rival.peak_kib / self.ours.peak_kib

    @property
    def peak_mib(self):
        return self.ours.peak_kib / 1024

    @property
    def over_limit(self):
        return None if self.limit is None else self.ours.seconds / self.limit.seconds

    @property
    def per_call(self):
        """The additional microseconds per call."""
        if self.without is None:
            return None
        return (self.ours.seconds - self.without.seconds) / self.workload.calls * 1e6

    def missed(self):
        """One sentence for each missed target."""
        aims = self.workload.aims
        name = self.workload.name
        if self.rival is not None:
            rival = "the reference" if self.workload.rival == REFERENCE else self.workload.rival.name
            if self.speed < aims.speed * (1 - aims.speed_tolerance):
                less = f", {aims.speed_tolerance:.0%} less is tolerated" if aims.speed_tolerance else ""
                yield f"{name}: {self.speed:.2f} times as fast as {rival}, aim {aims.speed:g}{less}"
            if self.memory < aims.memory:
                yield f"{name}: 1/{self.memory:.2f} of the memory of {rival}, aim 1/{aims.memory:g}"
        if aims.seconds is not None and self.ours.seconds > aims.seconds:
            yield f"{name}: {self.ours.seconds:.2f} seconds, aim {aims.seconds:g}"
        if aims.peak_mib is not None and self.peak_mib > aims.peak_mib:
            yield f"{name}: {self.peak_mib:.0f} MiB, aim {aims.peak_mib:g}"
        if aims.over_limit is not None and self.over_limit > aims.over_limit:
            yield f"{name}: {self.over_limit:.2f} times the bare loop, aim {aims.over_limit:g}"
        if aims.per_call is not None and self.per_call > aims.per_call:
            yield f"{name}: {self.per_call:.0f} microseconds a call, aim {aims.per_call:g}"

    def as_json(self):
        result = {
            "name": self.workload.name,
            "title": self.workload.title,
            "ours": self.ours.as_json(),
            "aims": dataclasses.asdict(self.workload.aims),
            "missed": list(self.missed()),
        }
        if self.rival is not None:
            result[self.workload.rival.name] = self.rival.as_json()
            result["speed_ratio"] = self.speed
            result["memory_ratio"] = self.memory
        if self.limit is not None:
            result["limit"] = self.limit.as_json()
            result["over_limit"] = self.over_limit
        if self.without is not None:
            result["without"] = self.without.as_json()
            result["microseconds_per_call"] = self.per_call
        return result


def machine():
    return {
        "system": platform.platform(),
        "cpus": os.cpu_count(),
        "python": platform.python_version(),
    }


_COLUMNS = f"{'ours':>8} {'reference':>10} {'ratio':>7}"
HEADER = (
    f"{'':36} {'wall time, seconds':^27}   {'peak memory, MiB':^27}\n"
    f"{'workload':36} {_COLUMNS}   {_COLUMNS}"
)


def row(result):
    rival = result.rival
    seconds = "" if rival is None else f"{rival.seconds:10.4f} {result.speed:6.1f}x"
    memory = "" if rival is None else f"{rival.peak_kib / 1024:10.1f} {result.memory:6.1f}x"
    line = (
        f"{result.workload.title:36} {result.ours.seconds:8.4f} {seconds:18}   "
        f"{result.peak_mib:8.1f} {memory}"
    ).rstrip()
    if rival is not None and result.workload.rival != REFERENCE:
        line += f"\n  against {result.workload.rival.name}"
    if result.limit is not None:
        line += (
            f"\n{'  limit: the bare spawn loop':36} {result.limit.seconds:8.4f} "
            f"{'':10} {result.over_limit:6.2f}x of it"
        )
    if result.without is not None:
        line += (
            f"\n{'  the same without those calls':36} {result.without.seconds:8.4f} "
            f"{'':10} {result.per_call:4.0f} µs a call"
        )
    return line
