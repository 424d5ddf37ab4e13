"""Undos that outlive the runner: see docs/reference/wal-format.md, "An undo outlives its runner".

With the call of an undo, the runner hands over a descriptor of its write-ahead log, and with it the lock.
While the worker holds it, nobody can play the undo again, and the worker survives the death of the runner.
Once the function has ended, either the runner confirms that it has recorded the end, or the runner is gone
and the worker records it.

As in `wire`, everything used here was bound before any extension runs.
"""
import errno
import threading
from _socket import AF_UNIX, CMSG_SPACE, MSG_CTRUNC, MSG_PEEK, SCM_RIGHTS, SOCK_STREAM, socket
from binascii import crc32
from datetime import datetime, timezone
from fcntl import F_DUPFD_CLOEXEC, fcntl
from os import _exit, close, fdatasync, fstat, pread, strerror, write
from signal import SIG_BLOCK, SIG_SETMASK, SIGPIPE, pthread_sigmask, sigtimedwait
from sys import byteorder
from time import monotonic, time

from chaos_worker.wire import ASCII_ENCODER, OUT_OF_THE_WAY, identity

INT_SIZE = 4  # bytes
MSG_CMSG_CLOEXEC = 0x40000000  # some versions of Python do not define it
SHORTEST_SECRET = 6  # characters; the runner does not redact shorter ones either
ATTEMPTS = 3  # to record an end
TIMED_OUT = "chaoslib.exceptions.ActivityFailed: the function did not end within its timeout\n"


class Receipt:
    """An undo that is being played, and the log that its end must be recorded in."""

    def __init__(self, request, log):
        self.call = request["id"]
        self.number = request["receipt"]["id"]  # of the execution in the log
        self.limit = request["receipt"].get("limit")  # seconds
        self.hidden = request["receipt"].get("hidden", ())  # strings that must not be in any record
        self.log = log
        self.place = identity(log)
        self.began = monotonic()
        self.timed_out = False
        self.ended = threading.Event()
        self.error = None
        self.payload = None  # of the record

    def end(self):
        """The function has ended, with `error` unless it is None."""
        error = self.error
        self.payload = {
            "id": self.number,
            "status": "failed" if error or self.timed_out else "succeeded",
            "end": datetime.fromtimestamp(time(), timezone.utc).isoformat(),
            "duration": monotonic() - self.began,
        }
        if error or self.timed_out:
            trace = [self._redacted(line) for line in error["trace"]] if error else []
            self.payload["exception"] = trace + [TIMED_OUT] * self.timed_out
        self.ended.set()

    def _redacted(self, line):
        for text in sorted(self.hidden, key=len, reverse=True):
            if len(text) >= SHORTEST_SECRET:
                line = line.replace(text, "[redacted]")
        return line

    def is_late(self):
        """Waits for the end of the function, but no longer than the limit allows."""
        if self.limit is None:
            return False
        return not self.ended.wait(max(0, self.began + self.limit - monotonic()))

    def put_on_record(self):
        for _ in range(ATTEMPTS):
            try:
                if self.payload is None:  # a signal handler raised an exception here
                    self.end()
                append_record(self.log, "undo-ended", self.payload)
                return
            except OSError as error:
                problem = strerror(error.errno)
            except BaseException as error:  # raised by an extension's signal handler
                problem = type(error).__name__
        report_error("chaos: the end of an undo cannot be recorded: %s\n" % problem)


class Receipts:
    def __init__(self, descriptor):
        self.socket = socket(AF_UNIX, SOCK_STREAM, 0, descriptor)
        self.place = identity(descriptor)
        self.lock = threading.Lock()
        self.held = None  # guarded by lock: the receipt of the call on the main thread
        self.lost = None  # guarded by lock: the exit code, once a connection has been lost in the meantime

    def take(self, request):
        """The receipt that comes with the call, or None. Raises OSError if the log cannot be received."""
        if "receipt" not in request:
            return None
        receipt = Receipt(request, self._receive_log())
        with self.lock:
            self.held = receipt
        return receipt

    def _receive_log(self):
        while True:
            byte, ancillary, flags, _ = self.socket.recvmsg(1, CMSG_SPACE(INT_SIZE), MSG_CMSG_CLOEXEC)
            if not byte or flags & MSG_CTRUNC:
                raise OSError(errno.EMFILE, "the write-ahead log was not received")
            for _, kind, data in ancillary:
                if kind == SCM_RIGHTS:
                    return out_of_the_way(int.from_bytes(data, byteorder))
            # Otherwise it was the byte that _is_on_record() has left there.

    def settle(self, receipt, answer):
        """The function has ended. Sends the answer, and returns once the runner has recorded the end. If the
        runner is gone, records it and ends the worker."""
        try:
            receipt.end()
            without_sigpipe(answer)
            on_record = self._is_on_record()
        except BaseException:  # the connection is lost, or the answer cannot be encoded
            on_record = False
        if not on_record:
            receipt.put_on_record()
            _exit(1 if self.lost is None else self.lost)
        with self.lock:
            self.held = None
            close(receipt.log)
            if self.lost is not None:
                _exit(self.lost)

    def _is_on_record(self):
        """Waits until the runner confirms, or is gone. The byte stays in the socket: an exception from an
        extension's signal handler must not make it disappear here."""
        while True:
            try:
                return bool(self.socket.recv(1, MSG_PEEK))
            except OSError:
                return False
            except BaseException:
                continue

    def lose(self, code, before_end):
        """A connection was lost, most likely because the runner is gone. Ends the worker, unless an undo is
        being played: then returns its receipt. Check and exit are atomic, so that no undo starts in
        between."""
        with self.lock:
            if self.held is None:
                before_end()
                _exit(code)
            self.lost = code
            return self.held

    def time_out(self, call):
        """The call is being ended because it takes too long: it has failed, whatever it returns."""
        with self.lock:
            if self.held is not None and self.held.call == call:
                self.held.timed_out = True

    def close_in_child(self):
        """A forked child must neither keep the log locked nor the socket open."""
        held, self.held = self.held, None
        for descriptor, place in [(self.socket.detach(), self.place)] + (
            [(held.log, held.place)] if held else []
        ):
            if identity(descriptor) == place:
                close(descriptor)


def without_sigpipe(function, *arguments):
    """Calls the function. Writing to a lost connection in it only fails, even if an extension has restored
    the default action of SIGPIPE, which ends the process."""
    former = pthread_sigmask(SIG_BLOCK, (SIGPIPE,))
    try:
        return function(*arguments)
    finally:
        sigtimedwait((SIGPIPE,), 0)
        pthread_sigmask(SIG_SETMASK, former)


def out_of_the_way(descriptor):
    """Moves the descriptor to a free high number, like those of the connections."""
    for place in OUT_OF_THE_WAY:
        try:
            moved = fcntl(descriptor, F_DUPFD_CLOEXEC, place)
        except OSError:  # above the limit
            continue
        close(descriptor)
        return moved
    return descriptor


def append_record(log, kind, payload):
    """Appends a record to the write-ahead log, durably."""
    content = content_of(log)
    text = "%d %s %s" % (next_sequence(content), kind, ASCII_ENCODER.encode(payload))
    line = "%08x %s\n" % (crc32(text.encode("ascii")), text)
    if content and not content.endswith(b"\n"):  # ends a partial record
        line = "\n" + line
    if write(log, line.encode("ascii")) < len(line):
        raise OSError(errno.ENOSPC, "the record was cut off")
    fdatasync(log)


def content_of(log):
    content = b""
    while True:
        chunk = pread(log, max(1, fstat(log).st_size - len(content)), len(content))
        if not chunk:
            return content
        content += chunk


def next_sequence(content):
    """One more than the highest number of a complete record."""
    highest = -1
    for line in content.split(b"\n"):
        checksum, _, text = line.partition(b" ")
        number, _, _ = text.partition(b" ")
        if checksum == b"%08x" % crc32(text) and number.isdigit():
            highest = max(highest, int(number))
    return highest + 1


def report_error(text):
    try:
        write(2, text.encode())
    except OSError:
        pass  # closed
