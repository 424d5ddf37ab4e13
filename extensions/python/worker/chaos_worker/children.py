"""The processes that users' functions start."""

import os
import signal
import sys
import time

GRACE = 0.1  # seconds between SIGTERM and SIGKILL


class Children:
    """Records when functions started, so that the processes they have started can be ended with them if the
    runner is killed. Processes that an earlier function left running on purpose are not touched."""

    def __init__(self):
        self.since = {}  # call -> its start
        self.cut_short = set()  # those that are being ended early

    def enter(self, call):
        self.since[call] = time.clock_gettime(time.CLOCK_BOOTTIME)

    def cut(self, call):
        """Called when the call is about to be ended early."""
        if call in self.since:
            self.cut_short.add(call)

    def leave(self, call):
        """Ends what a function that was ended early has started, because its undo comes next."""
        begun = self.since.pop(call, None)
        if begun is not None and call in self.cut_short:
            self.cut_short.discard(call)
            end_those_since(begun)

    def end(self):
        """Ends all processes, because the worker exits and nobody could do so later."""
        begun = list(self.since.values())
        if begun:
            end_those_since(min(begun))


def end_those_since(begin):
    found = started_since(begin)
    send(found, signal.SIGTERM)
    send(found, signal.SIGCONT)  # a stopped process would not react
    limit = time.monotonic() + GRACE
    while any(is_running(child) for child in found) and time.monotonic() < limit:
        time.sleep(0.005)
    send(found, signal.SIGKILL)


def started_since(begin):
    """The descendants that were started at or after this time: their PIDs and start times."""
    ticks = int(begin * os.sysconf("SC_CLK_TCK"))
    found, parents = [], [os.getpid()]
    while parents:
        for child in children_of(parents.pop()):
            parents.append(child)
            start = start_of(child)
            if start is not None and start >= ticks:
                found.append((child, start))
    return found


def children_of(pid):
    numbers = []
    threads = "/proc/%d/task" % pid
    try:
        for thread in os.listdir(threads):
            with open("%s/%s/children" % (threads, thread)) as file:
                numbers += [int(number) for number in file.read().split()]
    except OSError:
        pass  # it has just ended
    return numbers


def start_of(pid):
    """The start time of the process in ticks since boot, or None if it has ended."""
    try:
        with open("/proc/%d/stat" % pid, "rb") as file:
            fields = file.read().rpartition(b")")[2].split()
    except OSError:
        return None
    return None if fields[0] in (b"Z", b"X") else int(fields[19])


def is_running(child):
    pid, start = child
    return start_of(pid) == start


def send(found, signum):
    for pid, start in found:
        if start_of(pid) == start:
            try:
                os.kill(pid, signum)
            except OSError:
                pass  # it has just ended


def leave_child(reply, tell):
    """Ends a forked child that returned from a user's function, as if the program ended there."""
    error = reply.get("error")
    code = error.get("code", 1) if error else 0
    if error and "SystemExit" not in error["kinds"]:
        tell("".join(error["trace"]))
    if not isinstance(code, int):
        if code != "None":
            tell(code + "\n")
        code = int(code != "None")
    try:
        sys.stdout.flush()
    except (AttributeError, OSError, ValueError):
        pass  # closed
    os._exit(code & 0xFF)
