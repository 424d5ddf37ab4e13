#!/usr/bin/env python3
"""Measures chaoshub against a bare server of the same HTTP library, in one run; see ../README.md.

    hub_bench.py [--chaoshub BINARY] [--lists] [--seconds N] [--soak SECONDS] [--json FILE] [--check]
"""
import argparse
import contextlib
import json
import os
import pathlib
import platform
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
import uuid

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "support"))
from ports import reserve_port  # noqa: E402
import hostile  # noqa: E402
import lists  # noqa: E402

BUILT = HERE.parents[2] / "build" / "release" / "apps" / "chaoshub" / "chaoshub"
SUBSCRIBERS = 1_000
CONNECTIONS = 16
VERDICT_LIMIT = 0.005  # seconds, the median
HOSTILE_LIMIT = 0.2  # seconds, for any user who is signed in
MEMORY_LIMIT = 100     # MiB, whatever clients do
GROWTH_LIMIT = 1.2  # memory at the end of the soak, relative to its first tenth


class CannotMeasure(Exception):
    pass


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chaoshub", default=BUILT, type=pathlib.Path)
    parser.add_argument("--seconds", default=5, type=int, help="for each measurement (5)")
    parser.add_argument("--soak", default=0, type=int, help="push events so long, and watch the memory")
    parser.add_argument("--lists", action="store_true", help="measure nothing but the lists")
    parser.add_argument("--json", type=pathlib.Path, help="write the figures here")
    parser.add_argument("--check", action="store_true", help="exit with 1 when an aim is missed")
    return parser.parse_args()


def memory_of(pid):
    """Resident memory in MiB."""
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


@contextlib.contextmanager
def hello_server(directory):
    program = directory / "hello_server"
    subprocess.run(["g++", "-std=c++20", "-O2", HERE / "hello_server.cpp", "-o", program, "-lpthread"],
                   check=True)
    server = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        yield f"http://127.0.0.1:{server.stdout.readline().strip()}/"
    finally:
        server.stdin.close()
        server.wait()


class Hub:
    """A hub with an account, a team, an experiment and an execution."""

    def __init__(self, program, directory):
        self._program = program
        self._env = {"PATH": os.environ["PATH"], "CHAOSHUB_DATA_DIR": str(directory / "data")}
        self.database = directory / "data" / "experiment.sqlite"
        self._log = open(directory / "log", "w", encoding="utf-8")
        self._admin(["create-user", "ada"], "a long password\n")
        self.token = self._admin(["create-token", "bench", "--owner", "ada", "--scope", "read",
                                  "--scope", "write", "--scope", "admin"])
        self.organization = self._admin(["create-organization", "Acme", "--owner", "ada"])
        self.team = self._admin(["create-team", "Payments", "--organization", "Acme", "--owner", "ada"])
        self._admin(["create-user", "bob"], "a long password\n")
        self._admin(["add-member", "bob", "--organization", "Acme", "--owner", "ada"])
        self.bystander = self._admin(["create-token", "bench", "--owner", "bob", "--scope", "read"])
        self._serve()

    def _admin(self, arguments, given=""):
        done = subprocess.run([self._program, "admin", *arguments], input=given, env=self._env,
                              capture_output=True, text=True, check=True)
        return done.stdout.strip()

    def _serve(self):
        port = reserve_port()
        self._server = subprocess.Popen([self._program, "serve", "--listen", f"127.0.0.1:{port}"],
                                        env=self._env, stderr=subprocess.PIPE, text=True)
        self._server.stderr.readline()
        threading.Thread(target=shutil.copyfileobj, args=(self._server.stderr, self._log),
                         daemon=True).start()
        self.url = f"http://127.0.0.1:{port}"
        self.pid = self._server.pid

    def stop(self):
        self._server.terminate()
        self._server.wait()

    def restart(self):
        self._serve()

    @property
    def team_url(self):
        return f"{self.url}/api/v1/organizations/{self.organization}/teams/{self.team}"

    def call(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.team_url + path, data, method=method, headers={
            "Authorization": f"Bearer {self.token}", "Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=30) as answer:
            text = answer.read()
        return json.loads(text) if text else None


def load(url, seconds, token=None, script=None):
    """Requests per second and the median of their durations in seconds, measured by wrk."""
    command = ["wrk", "-t2", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency"]
    if token:
        command += ["-H", f"Authorization: Bearer {token}"]
    if script:
        command += ["-s", script]
    text = subprocess.run([*command, url], check=True, capture_output=True, text=True,
                          env={**os.environ, "RUN": uuid.uuid4().hex}).stdout
    rate = median = None
    for line in text.splitlines():
        words = line.split()
        if words[:1] == ["Requests/sec:"]:
            rate = float(words[1])
        if words[:1] == ["50%"]:
            value, unit = words[1].rstrip("mus"), words[1].lstrip("0123456789.")
            median = float(value) * {"us": 1e-6, "ms": 1e-3, "s": 1}[unit]
        if line.strip().startswith("Non-2xx"):
            raise CannotMeasure(f"{url}: {line.strip()}")
    return rate, median


def follow(hub, path, count):
    """Opens connections that follow the executions; returns sockets whose response header has been read."""
    address = hub.url.removeprefix("http://").split(":")
    sockets = []
    for _ in range(count):
        client = socket.create_connection((address[0], int(address[1])), timeout=30)
        target = hub.team_url.removeprefix(hub.url) + path
        client.sendall(f"GET {target} HTTP/1.1\r\nHost: hub\r\nAuthorization: Bearer {hub.token}\r\n\r\n".encode())
        sockets.append(client)
    for client in sockets:
        received = b""
        while b": here" not in received:
            received += client.recv(4096)
    return sockets


def event(name):
    return {"specversion": "1.0", "id": uuid.uuid4().hex, "source": "chaosiq-cloud",
            "type": "starting-activity", "datacontenttype": "application/json",
            "time": "2026-01-31T12:00:00+00:00",
            "data": json.dumps({"context": {"name": name}, "state": None})}


def live(hub, execution):
    """Seconds from the sending of an event until all subscribers have received it (the median)."""
    sockets = follow(hub, "/live", SUBSCRIBERS)
    times = []
    for n in range(20):
        name = f"event number {n}"
        start = time.monotonic()
        hub.call("POST", execution + "/events", event(name))
        for client in sockets:
            received = b""
            while name.encode() not in received:
                received += client.recv(65536)
        times.append(time.monotonic() - start)
    memory = memory_of(hub.pid)
    for client in sockets:
        client.close()
    return sorted(times)[len(times) // 2], memory


def soak(hub, execution, seconds):
    """The memory after a tenth of the time, and at the end."""
    url = hub.team_url + execution + "/events"
    load(url, max(seconds // 10, 1), hub.token, HERE / "event.lua")
    early = memory_of(hub.pid)
    load(url, max(seconds * 9 // 10, 1), hub.token, HERE / "event.lua")
    return early, memory_of(hub.pid)


def measure_lists(arguments, directory):
    hub = Hub(arguments.chaoshub, directory)
    try:
        open_execution(hub)
        lists.fill(hub)
        figures = {}
        for name, seconds in lists.measure(hub):
            figures["list " + name] = seconds
            print(f"{name + ', s':<58} {seconds:>12,.4g}", flush=True)
        return figures
    finally:
        hub.stop()


def open_execution(hub):
    """The path of a running execution."""
    document = {"title": "Kill a pod", "method": []}
    experiment = hub.call("POST", "/experiments", {"experiment": document})["id"]
    hub.execution = hub.call("POST", f"/experiments/{experiment}/executions", {
        "journal": {"experiment": document, "status": "running"}})["id"]
    hub.execution_path = f"/experiments/{experiment}/executions/{hub.execution}"
    return hub.execution_path


def measure(arguments, directory):
    if arguments.lists:
        return measure_lists(arguments, directory)
    figures = {}

    def note(name, text, value):
        figures[name] = value
        print(f"{text:<58} {value:>12,.4g}", flush=True)

    with hello_server(directory) as url:
        hello, _ = load(url, arguments.seconds)
        note("hello", "bare server: requests/s", hello)
        hub = Hub(arguments.chaoshub, directory)
        try:
            execution = open_execution(hub)
            for kind, settings in (("time-window", {"days": ["monday", "tuesday", "wednesday",
                                                             "thursday", "friday", "saturday",
                                                             "sunday"],
                                                    "from": "00:00", "until": "24:00"}),
                                   ("single-execution", {}),
                                   ("failure-budget", {"failures": 1000, "hours": 24}),
                                   ("forbidden-tags", {"tags": ["production"]})):
                hub.call("POST", "/safeguards", {"kind": kind, "settings": settings})
            for name, text, path, script in (
                    ("events", "events kept/s", execution + "/events", HERE / "event.lua"),
                    ("verdicts", "verdicts of 4 safeguards/s", execution + "/policies", None)):
                rate, median = load(hub.team_url + path, arguments.seconds, hub.token, script)
                note(name, text, rate)
                note(name + "_ratio", f"  bare server / {name}", hello / rate)
                note(name + "_median", f"  median with {CONNECTIONS} clients, s", median)
            start = time.monotonic()
            for _ in range(200):
                hub.call("GET", execution + "/policies")
            note("verdict", "one verdict with its request, s", (time.monotonic() - start) / 200)
            lists.fill(hub)
            for name, seconds in lists.measure(hub):
                note("list " + name, f"{name}, s", seconds)
            rate, median = load(hub.team_url + "/executions?limit=50", arguments.seconds, hub.token)
            note("list", f"pages of 50 of {lists.EXECUTIONS:,} executions/s", rate)
            note("list_ratio", "  bare server / list", hello / rate)
            seconds, memory = live(hub, execution)
            note("live", f"event to {SUBSCRIBERS:,} subscribers, s", seconds)
            note("live_memory", "  memory then, MiB", memory)
            port = int(hub.url.rpartition(":")[2])
            target = hub.team_url.removeprefix(hub.url) + "/experiments"
            for name, text, value in hostile.measure(port, target, lambda: hub.call("GET", "/experiments"),
                                                     lambda: memory_of(hub.pid)):
                note(name, text, value)
            if arguments.soak:
                early, late = soak(hub, execution, arguments.soak)
                note("soak_early", f"memory after {arguments.soak / 10:g} s of events, MiB", early)
                note("soak_late", f"memory after {arguments.soak} s, MiB", late)
        finally:
            hub.stop()
    return figures


def missed_aims(figures):
    if figures.get("verdict", 0) > VERDICT_LIMIT:
        yield f"a verdict took {figures['verdict']:.4f} s, and may take {VERDICT_LIMIT} s"
    for name, value in figures.items():
        if name.startswith("list ") and value > lists.LIST_LIMIT:
            yield f"{name} took {value:.3f} s, and may take {lists.LIST_LIMIT} s"
    for attack in ("hostile", "uploads"):
        if attack + "_longest" not in figures:
            continue
        if figures[attack + "_longest"] > HOSTILE_LIMIT:
            yield f"{attack}: a request took {figures[attack + '_longest']:.3f} s, and may take {HOSTILE_LIMIT} s"
        if figures[attack + "_memory"] > MEMORY_LIMIT:
            yield f"{attack}: the hub took {figures[attack + '_memory']:.0f} MiB, and may take {MEMORY_LIMIT} MiB"
    if "soak_late" in figures and figures["soak_late"] > figures["soak_early"] * GROWTH_LIMIT:
        yield "the memory has grown"


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
