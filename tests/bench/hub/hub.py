"""A hub that runs, the bare server that it is compared with, and clients for both: a part of hub_bench.py."""
import contextlib
import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.request
import uuid

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "support"))
from ports import reserve_port  # noqa: E402

CONNECTIONS = 16
EVENTS = 20  # sent to all followers, one after the other


class CannotMeasure(Exception):
    pass


def memory_of(pid):
    """Resident MiB."""
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
        yield f"http://127.0.0.1:{server.stdout.readline().strip()}"
    finally:
        server.stdin.close()
        server.wait()


class Hub:
    """A hub with an account, a team, an experiment and a running execution, and somebody in no team."""

    def __init__(self, program, directory):
        self._program = program
        self._env = {"PATH": os.environ["PATH"], "CHAOSHUB_DATA_DIR": str(directory / "data")}
        self.database = directory / "data" / "experiment.sqlite"
        directory.mkdir(exist_ok=True)
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
        document = {"title": "Kill a pod", "method": []}
        experiment = self.call("POST", "/experiments", {"experiment": document})["id"]
        self.execution = self.call("POST", f"/experiments/{experiment}/executions", {
            "journal": {"experiment": document, "status": "running"}})["id"]
        self.execution_path = f"/experiments/{experiment}/executions/{self.execution}"

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

    def memory(self):
        return memory_of(self.pid)

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
    """Requests a second and the median of their times in seconds, by wrk."""
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


def follow(url, token, count):
    """Connections to a live stream; each as a socket whose answer's head was read."""
    host, _, target = url.removeprefix("http://").partition("/")
    address = host.split(":")
    sockets = []
    for _ in range(count):
        client = socket.create_connection((address[0], int(address[1])), timeout=30)
        client.sendall(f"GET /{target} HTTP/1.1\r\nHost: hub\r\nAuthorization: Bearer {token}\r\n\r\n".encode())
        sockets.append(client)
    for client in sockets:
        received = b""
        while b": here" not in received:
            received += client.recv(4096)
    return sockets


def live(sockets, send):
    """Seconds from send(NAME) until all of them have received something with that name, at the median."""
    times = []
    for _ in range(EVENTS):
        name = uuid.uuid4().hex
        start = time.monotonic()
        send(name)
        for client in sockets:
            received = b""
            while name.encode() not in received:
                received += client.recv(65536)
        times.append(time.monotonic() - start)
    return sorted(times)[len(times) // 2]


def live_hub(hub, count):
    """Seconds from the sending of an event until all followers have it, and the memory then."""
    sockets = follow(hub.team_url + "/live", hub.token, count)
    try:
        return live(sockets, lambda name: hub.call("POST", hub.execution_path + "/events", event(name))), hub.memory()
    finally:
        for client in sockets:
            client.close()


def live_bare(url, count):
    """The same with the bare server, which sends each POST's body to its followers."""
    sockets = follow(url + "/live", "none", count)

    def send(name):
        with urllib.request.urlopen(url + "/events", data=json.dumps(event(name)).encode(), timeout=30) as answer:
            answer.read()

    try:
        return live(sockets, send)
    finally:
        for client in sockets:
            client.close()


def event(name):
    return {"specversion": "1.0", "id": uuid.uuid4().hex, "source": "chaosiq-cloud",
            "type": "starting-activity", "datacontenttype": "application/json",
            "time": "2026-01-31T12:00:00+00:00",
            "data": json.dumps({"context": {"name": name}, "state": None})}
