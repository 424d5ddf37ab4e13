"""Clients that hold as much of a hub as they can, and what somebody who is signed in notices of it."""
import resource
import socket
import time

from hub import CannotMeasure

CONNECTIONS = 10_000
UPLOADS = 200
FRAMES = 200
REQUESTS = 100
ADDRESSES = 100  # of 127.0.0.0/8, so that no limit for one address spares the hub the rest


def raise_descriptor_limit():
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    return most


def connect(port, n):
    client = socket.socket()
    client.bind((f"127.0.1.{n % ADDRESSES + 1}", 0))
    client.settimeout(30)
    client.connect(("127.0.0.1", port))
    return client


def begin(client, n):
    """A third says nothing, a third never ends its header, a third never sends its body."""
    if n % 3 == 1:
        client.sendall(b"GET /health/live HTTP/1.1\r\nX-Slow: " + b"x" * 400)
    if n % 3 == 2:
        client.sendall(b"POST /sign-in HTTP/1.1\r\nHost: hub\r\nContent-Length: 60000\r\n\r\nname=")


def announce_frame(client, target, token):
    """A WebSocket whose first frame says that it is as long as a frame can be, and begins."""
    client.sendall(f"GET {target} HTTP/1.1\r\nHost: hub\r\nAuthorization: Bearer {token}\r\nConnection: Upgrade\r\n"
                   "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                   "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode())
    received = b""
    while b"\r\n\r\n" not in received:
        part = client.recv(4096)
        if not part:
            raise CannotMeasure("a WebSocket was refused")
        received += part
    try:
        client.sendall(b"\x82\xff" + (2**62).to_bytes(8, "big") + b"mask" + b"x" * (64 << 10))
    except OSError:
        pass  # it was refused


def upload(client, target):
    client.sendall(f"POST {target} HTTP/1.1\r\nHost: hub\r\nContent-Length: {60 << 20}\r\n\r\n".encode())
    try:
        for _ in range(16):
            client.sendall(b"x" * (256 << 10))
    except OSError:
        pass  # it was refused


def slowest(ask):
    """The longest and the median of some requests, in seconds."""
    times = []
    for _ in range(REQUESTS):
        start = time.monotonic()
        ask()
        times.append(time.monotonic() - start)
    return max(times), sorted(times)[len(times) // 2]


def close_all(clients):
    for client in clients:
        client.close()


def measure(port, team, token, ask, memory):
    """`team`: the path of a team in the API; `ask` sends a request of somebody who is signed in, with that token;
    `memory` says how much the hub takes. Yields the name, a text and the value of each figure."""
    if raise_descriptor_limit() < CONNECTIONS + 500:
        raise CannotMeasure(f"{CONNECTIONS} connections need more open files: raise the limit with `ulimit -n`")
    held = []
    for n in range(CONNECTIONS):
        held.append(connect(port, n))
        begin(held[-1], n)
    longest, median = slowest(ask)
    yield "hostile_connections", "connections that hold on to the hub", len(held)
    yield "hostile_longest", "  the slowest request of somebody signed in, s", longest
    yield "hostile_median", "  and the median, s", median
    yield "hostile_memory", "  memory then, MiB", memory()
    close_all(held)
    held = [connect(port, n) for n in range(UPLOADS)]
    for client in held:
        upload(client, team + "/experiments")
    longest, _ = slowest(ask)
    yield "uploads_longest", f"{UPLOADS} uploads by nobody: the slowest request, s", longest
    yield "uploads_memory", "  memory then, MiB", memory()
    close_all(held)
    held = [connect(port, n) for n in range(FRAMES)]
    for client in held:
        announce_frame(client, team + "/live", token)
    longest, _ = slowest(ask)
    yield "frames_longest", f"{FRAMES} endless frames: the slowest request, s", longest
    yield "frames_memory", "  memory then, MiB", memory()
    close_all(held)
