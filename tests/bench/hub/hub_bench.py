#!/usr/bin/env python3
"""Measures chaoshub against a bare server of the same HTTP library, in one run, and against another chaoshub.

    hub_bench.py [--chaoshub BINARY] [--baseline OLD_CHAOSHUB] [--lists] [--seconds N] [--soak SECONDS]
                 [--json FILE] [--check]

With --baseline, both hubs run at the same time and are measured in turns; the figures of the first come with the
ratio to those of the other. --check then also requires three times as many verdicts and events, and that nothing
is worse by more than a tenth.
"""
import argparse
import json
import os
import pathlib
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

import hostile
import lists
from hub import CannotMeasure, HERE, Hub, hello_server, live_bare, live_hub, load

BUILT = HERE.parents[2] / "build" / "release" / "apps" / "chaoshub" / "chaoshub"
SUBSCRIBERS = 1_000
ROUNDS = 3             # with a baseline; otherwise one
VERDICT_LIMIT = 0.005  # seconds, at the median
HOSTILE_LIMIT = 0.2    # seconds, for anybody who is signed in
MEMORY_LIMIT = 100     # MiB, whatever clients do
GROWTH_LIMIT = 1.2     # memory at the end of the soak, against its first tenth
IMPROVEMENT = {"verdicts": 3.0, "events": 3.0}  # against the baseline
TOLERANCE = 1.1        # how much worse than the baseline anything may be
NOISE = 0.001          # seconds that do not count
RATES = {"events", "verdicts", "list"}          # of these, more is better
UNCOMPARED = {"live_memory"}                    # of these, the baseline's are only shown


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--chaoshub", default=BUILT, type=pathlib.Path)
    parser.add_argument("--baseline", type=pathlib.Path, help="an older program to compare with, in the same run")
    parser.add_argument("--seconds", default=5, type=int, help="for each measurement (5)")
    parser.add_argument("--soak", default=0, type=int, help="push events so long, and watch the memory")
    parser.add_argument("--lists", action="store_true", help="measure nothing but the lists")
    parser.add_argument("--json", type=pathlib.Path, help="write the figures here")
    parser.add_argument("--check", action="store_true", help="exit with 1 when an aim is missed")
    return parser.parse_args()


class Contest:
    """The hub, and the baseline if there is one, measured in turns. Prints and keeps the figures."""

    def __init__(self, arguments, directory):
        self.hub = Hub(arguments.chaoshub, directory / "hub")
        self.baseline = Hub(arguments.baseline, directory / "baseline") if arguments.baseline else None
        self.hubs = [hub for hub in (self.hub, self.baseline) if hub]
        self.figures = {}

    def stop(self):
        for hub in self.hubs:
            hub.stop()

    def note(self, name, text, value, against=None):
        """`against`: the baseline's value."""
        self.figures[name] = value
        ratio = ""
        if against is not None:
            self.figures["baseline " + name] = against
            ratio = f"   baseline {against:>10,.4g}   ratio {value / against if against else float('inf'):.3g}"
        print(f"{text:<58} {value:>12,.4g}{ratio}", flush=True)

    def measure(self, named, function):
        """Calls function(HUB), which returns the values of `named`: pairs of a name and a text. A baseline that lacks
        what is measured returns None."""
        rounds = ROUNDS if self.baseline else 1
        results = {id(hub): [] for hub in self.hubs}
        for _ in range(rounds):
            for hub in self.hubs:
                results[id(hub)].append(function(hub))
        medians = []
        for hub in self.hubs:
            columns = zip(*(result for result in results[id(hub)] if result))
            medians.append([statistics.median(column) for column in columns])
        own, other = medians[0], medians[1] if len(medians) > 1 and medians[1] else [None] * len(named)
        for (name, text), value, against in zip(named, own, other):
            self.note(name, text, value, against)
        return own

    def measure_lists(self):
        for hub in self.hubs:
            lists.fill(hub)
        for name, request in lists.requests():
            self.measure([("list " + name, name + ", s")], lambda hub: lists.seconds_of(hub, request))


def soak(hub, seconds):
    """The memory after a tenth of the time, and at its end."""
    url = hub.team_url + hub.execution_path + "/events"
    load(url, max(seconds // 10, 1), hub.token, HERE / "event.lua")
    early = hub.memory()
    load(url, max(seconds * 9 // 10, 1), hub.token, HERE / "event.lua")
    return early, hub.memory()


def set_up_safeguards(hub):
    days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
    for kind, settings in (("time-window", {"days": days, "from": "00:00", "until": "24:00"}),
                           ("single-execution", {}),
                           ("failure-budget", {"failures": 1000, "hours": 24}),
                           ("forbidden-tags", {"tags": ["production"]})):
        hub.call("POST", "/safeguards", {"kind": kind, "settings": settings})


def one_verdict(hub):
    start = time.monotonic()
    for _ in range(200):
        hub.call("GET", hub.execution_path + "/policies")
    return [(time.monotonic() - start) / 200]


def measure_load(contest, arguments, hello):
    for hub in contest.hubs:
        set_up_safeguards(hub)
    for name, text, path, script in (
            ("events", "events kept/s", "/events", HERE / "event.lua"),
            ("verdicts", "verdicts of 4 safeguards/s", "/policies", None)):
        rate, _ = contest.measure(
            [(name, text), (name + "_median", "  median of 16 clients, s")],
            lambda hub: load(hub.team_url + hub.execution_path + path, arguments.seconds, hub.token, script))
        contest.note(name + "_ratio", f"  bare server / {name}", hello / rate)
    contest.measure([("verdict", "one verdict with its request, s")], one_verdict)


def measure_hostile(contest):
    hub = contest.hub
    port = int(hub.url.rpartition(":")[2])
    target = hub.team_url.removeprefix(hub.url)
    for name, text, value in hostile.measure(port, target, hub.token, lambda: hub.call("GET", "/experiments"),
                                             hub.memory):
        contest.note(name, text, value)


def measure(arguments, directory):
    contest = Contest(arguments, directory)
    try:
        if arguments.lists:
            contest.measure_lists()
            return contest.figures
        with hello_server(directory) as url:
            hello, _ = load(url + "/", arguments.seconds)
            contest.note("hello", "bare server: requests/s", hello)
            measure_load(contest, arguments, hello)
            contest.measure_lists()
            rate, _ = contest.measure(
                [("list", f"pages of 50 of {lists.EXECUTIONS:,} executions/s"), ("list_median", "  median, s")],
                lambda hub: load(hub.team_url + "/executions?limit=50", arguments.seconds, hub.token))
            contest.note("list_ratio", "  bare server / list", hello / rate)
            bare = live_bare(url, SUBSCRIBERS)
            contest.note("live_bare", f"bare server: message to {SUBSCRIBERS:,} viewers, s", bare)
            seconds, _ = contest.measure(
                [("live", f"event to {SUBSCRIBERS:,} viewers, s"), ("live_memory", "  memory then, MiB")],
                lambda hub: live_hub(hub, SUBSCRIBERS))
            contest.note("live_ratio", "  live / bare server", seconds / bare)
            measure_hostile(contest)
            if arguments.soak:
                early, late = soak(contest.hub, arguments.soak)
                contest.note("soak_early", f"memory after {arguments.soak / 10:g} s of events, MiB", early)
                contest.note("soak_late", f"memory after {arguments.soak} s, MiB", late)
    finally:
        contest.stop()
    return contest.figures


def worse_than_baseline(figures):
    for name, value in figures.items():
        against = figures.get("baseline " + name)
        if against is None or name in UNCOMPARED:
            continue
        if name in RATES:
            least = against * IMPROVEMENT.get(name, 1 / TOLERANCE)
            if value < least:
                yield f"{name}: {value:,.0f}/s, and must be at least {least:,.0f}/s: the baseline has {against:,.0f}/s"
        elif value > against * TOLERANCE and value - against > NOISE:
            yield f"{name} took {value:.4f} s, and the baseline {against:.4f} s"


def missed_aims(figures):
    if figures.get("verdict", 0) > VERDICT_LIMIT:
        yield f"a verdict took {figures['verdict']:.4f} s, and may take {VERDICT_LIMIT} s"
    for name, value in figures.items():
        if name.startswith("list ") and value > lists.LIST_LIMIT:
            yield f"{name} took {value:.3f} s, and may take {lists.LIST_LIMIT} s"
    for attack in ("hostile", "uploads", "frames"):
        if attack + "_longest" not in figures:
            continue
        if figures[attack + "_longest"] > HOSTILE_LIMIT:
            yield f"{attack}: a request took {figures[attack + '_longest']:.3f} s, and may take {HOSTILE_LIMIT} s"
        if figures[attack + "_memory"] > MEMORY_LIMIT:
            yield f"{attack}: the hub took {figures[attack + '_memory']:.0f} MiB, and may take {MEMORY_LIMIT} MiB"
    if "soak_late" in figures and figures["soak_late"] > figures["soak_early"] * GROWTH_LIMIT:
        yield "the memory has grown"
    yield from worse_than_baseline(figures)


def main():
    arguments = parse_arguments()
    if not arguments.lists and shutil.which("wrk") is None:
        print("SKIPPED: there is no wrk")
        return 1 if os.environ.get("CHAOS_REQUIRE_PEER") == "1" else 0
    print(f"{platform.machine()}, {os.cpu_count()} CPUs, {arguments.seconds} s each")
    with tempfile.TemporaryDirectory() as directory:
        try:
            figures = measure(arguments, pathlib.Path(directory))
        except (CannotMeasure, OSError, subprocess.CalledProcessError) as error:
            print(f"FAILED: {error}")
            return 2
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=2))
    missed = list(missed_aims(figures))
    for aim in missed:
        print(f"MISSED: {aim}")
    return 1 if missed and arguments.check else 0


if __name__ == "__main__":
    sys.exit(main())
