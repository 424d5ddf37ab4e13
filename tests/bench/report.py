"""Turns results into a table, a JSON document, and a list of missed aims."""

import dataclasses
import os
import platform
import typing

from measure import Series
from workloads import Workload


@dataclasses.dataclass
class Result:
    """Both programs' samples for a workload, and the bare loop's when there is one."""

    workload: Workload
    ours: Series
    reference: Series
    limit: typing.Optional[Series] = None
    without: typing.Optional[Series] = None

    @property
    def speed(self):
        return self.reference.seconds / self.ours.seconds

    @property
    def memory(self):
        return self.reference.peak_kib / self.ours.peak_kib

    @property
    def over_limit(self):
        return None if self.limit is None else self.ours.seconds / self.limit.seconds

    @property
    def per_call(self):
        """Microseconds that one call adds."""
        if self.without is None:
            return None
        return (self.ours.seconds - self.without.seconds) / self.workload.calls * 1e6

    def missed(self):
        """One sentence for each aim that was not reached."""
        aims = self.workload.aims
        name = self.workload.name
        if self.speed < aims.speed:
            yield f"{name}: {self.speed:.2f} times as fast as the reference, aim {aims.speed:g}"
        if self.memory < aims.memory:
            yield f"{name}: 1/{self.memory:.2f} of the reference's memory, aim 1/{aims.memory:g}"
        if aims.over_limit is not None and self.over_limit > aims.over_limit:
            yield f"{name}: {self.over_limit:.2f} times the bare loop, aim {aims.over_limit:g}"
        if aims.per_call is not None and self.per_call > aims.per_call:
            yield f"{name}: {self.per_call:.0f} microseconds a call, aim {aims.per_call:g}"

    def as_json(self):
        result = {
            "name": self.workload.name,
            "title": self.workload.title,
            "ours": self.ours.as_json(),
            "reference": self.reference.as_json(),
            "speed_ratio": self.speed,
            "memory_ratio": self.memory,
            "aims": dataclasses.asdict(self.workload.aims),
            "missed": list(self.missed()),
        }
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
    line = (
        f"{result.workload.title:36} "
        f"{result.ours.seconds:8.4f} {result.reference.seconds:10.4f} {result.speed:6.1f}x   "
        f"{result.ours.peak_kib / 1024:8.1f} {result.reference.peak_kib / 1024:10.1f} "
        f"{result.memory:6.1f}x"
    )
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
