"""Clients that hold as many of a hub's resources as they can, and the effect on a user who is signed in."""
import resource
import socket
import time

CONNECTIONS = 10_000
UPLOADS = 200
REQUESTS = 100
ADDRESSES = 100  # in 127.0.0.0/8, so that no limit per address protects the hub


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
    """A third sends nothing, a third never ends its header, a third never sends its body."""
    if n % 3 == 1:
        client.sendall(b"GET /health/live HTTP/1.1\r\nX-Slow: " + b"x" * 400)
    if n % 3 == 2:
        client.sendall(b"POST /sign-in HTTP/1.1\r\nHost: hub\r\nContent-Length: 60000\r\n\r\nname=")


def upload(client, target):
    client.sendall(f"POST {target} HTTP/1.1\r\nHost: hub\r\nContent-Length: {60 << 20}\r\n\r\n".encode())
    try:
        for _ in range(16):
            client.sendall(b"x" * (256 << 10))
    except OSError:
        pass  # refused


def slowest(ask):
    """The longest and the median duration of some requests, in seconds."""
    times = []
    for _ in range(REQUESTS):
        start = time.monotonic()
        ask()
        times.append(time.monotonic() - start)
    return max(times), sorted(times)[len(times) // 2]


def measure(port, target, ask, memory):
    """`target` is the path for publishing experiments, `ask` sends a request as a user who is signed in, and
    `memory` returns the hub's memory. Yields the name, a description and the value of each figure."""
    count = min(CONNECTIONS, raise_descriptor_limit() - 500)
    held = []
    for n in range(count):
        held.append(connect(port, n))
        begin(held[-1], n)
    longest, median = slowest(ask)
    yield "hostile_connections", "connections that hold on to the hub", count
    yield "hostile_longest", "  the slowest request of somebody signed in, s", longest
    yield "hostile_median", "  and the median, s", median
    yield "hostile_memory", "  memory then, MiB", memory()
    for client in held:
        client.close()
    held = [connect(port, n) for n in range(UPLOADS)]
    for client in held:
        upload(client, target)
    longest, _ = slowest(ask)
    yield "uploads_longest", f"{UPLOADS} uploads by nobody: the slowest request, s", longest
    yield "uploads_memory", "  memory then, MiB", memory()
    for client in held:
        client.close()
