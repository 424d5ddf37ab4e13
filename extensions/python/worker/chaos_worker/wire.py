"""Frames between the runner and its worker: a four-byte length (big-endian), then JSON in UTF-8.

Values without a JSON type are sent as {TAG: kind, "text": ...}, where TAG is a key that the runner generated
for this worker, so that no user's value can be mistaken for one.

Extensions may replace functions of the modules `json` and `os`, as testing tools do. Everything used here is
therefore private: copies of the modules, and functions bound before any extension runs.
"""
import datetime
import importlib.util
import struct
import threading
from os import close, dup2, fstat, read, write


def private(name):
    """A private copy of a module of the standard library."""
    spec = importlib.util.find_spec(name)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


JSONEncoder = private("json.encoder").JSONEncoder
JSONDecoder = private("json.decoder").JSONDecoder
HEADER = struct.Struct(">I")
SCALARS = (str, int, float, bool, type(None))
USUAL_SIZE, LARGEST_SIZE = 1 << 14, 1 << 20  # bytes that are read at once
ENCODER = JSONEncoder(ensure_ascii=False)
ASCII_ENCODER = JSONEncoder()
DECODER = JSONDecoder()
DEEPEST = 880  # levels of a frame; the runner accepts 900 levels in a journal, which adds a few
OUT_OF_THE_WAY = (1024, 960, 448, 192)  # high descriptors, in case the process may have such


def plain(value, note, parents=()):
    """Converts `value` to JSON types if the encoder rejected it: unusual keys, or a value that contains
    itself."""
    if isinstance(value, dict):
        if id(value) in parents:
            return note(value)
        inner = parents + (id(value),)
        return {
            key if isinstance(key, SCALARS) else str(key): plain(item, note, inner)
            for key, item in value.items()
        }
    if isinstance(value, (list, tuple)):
        if id(value) in parents:
            return note(value)
        return [plain(item, note, parents + (id(value),)) for item in value]
    return value


TOO_DEEP = "a value is nested too deeply: a journal can hold %d levels" % DEEPEST


def check_depth(frame):
    """Rejects a frame that the runner could not read. Goes level by level, to avoid recursion."""
    level = [frame]
    for _ in range(DEEPEST):
        level = [
            item
            for value in level
            for item in (value.values() if isinstance(value, dict) else value)
            if isinstance(item, (dict, list, tuple))
        ]
        if not level:
            return
    raise RecursionError(TOO_DEEP)


def moved_away(descriptor):
    """Moves the descriptor to a high number, where code that writes to or closes descriptors that it
    considers its own is unlikely to hit it. Must be called while only the first few are open."""
    for place in OUT_OF_THE_WAY:
        try:
            moved = dup2(descriptor, place + descriptor, inheritable=False)
        except OSError:  # above the limit
            continue
        close(descriptor)
        return moved
    return descriptor


def identity(descriptor):
    """The identity of the descriptor's file, or None if it is closed."""
    try:
        status = fstat(descriptor)
    except OSError:
        return None
    return status.st_dev, status.st_ino


class Wire:
    """One connection. Writing is safe from any thread; only one thread may read."""

    def __init__(self, descriptor, tag):
        self.descriptor = descriptor
        self.tag = tag
        self.reviver = JSONDecoder(object_hook=self._revive)
        self.lock = threading.Lock()
        self.received = b""  # received but not read yet

    def read(self):
        """The next frame, or None if the runner is gone."""
        body = self._receive()
        if body is None:
            return None
        text = body.decode("utf-8")
        if self.tag in text:
            return self.reviver.decode(text)
        return DECODER.raw_decode(text)[0]

    def write(self, frame, note=str, first=None):
        """Sends a frame. Values that cannot be encoded are replaced with `note`'s result. `first` is called
        when it is the frame's turn; if it returns False, nothing is sent."""
        body = self._encode(frame, note)
        data = memoryview(HEADER.pack(len(body)) + body)
        with self.lock:
            if first is not None and first() is False:
                return False
            while data:
                data = data[write(self.descriptor, data) :]
        return True

    def _encode(self, frame, note):
        if len(frame) == 1 and "id" in frame:  # most answers contain nothing else
            return b'{"id": %d}' % frame["id"]
        try:
            text = self._encode_text(frame, note)
        except RecursionError:
            raise RecursionError(TOO_DEEP) from None
        try:
            return text.encode("utf-8")
        except UnicodeEncodeError:  # surrogates, which must be escaped
            return ASCII_ENCODER.encode(DECODER.decode(text)).encode("ascii")

    def _encode_text(self, frame, note):
        try:
            text = ENCODER.encode(frame)
        except (TypeError, ValueError):
            encoder = JSONEncoder(default=lambda v: self._tagged(v, note), ensure_ascii=False)
            try:
                text = encoder.encode(frame)
            except (TypeError, ValueError):
                frame = plain(frame, note)
                text = encoder.encode(frame)
        if text.count("[") + text.count("{") > DEEPEST:
            check_depth(frame)
        return text

    def _tagged(self, value, note):
        if isinstance(value, datetime.datetime):
            return {self.tag: "datetime", "text": value.isoformat()}
        if isinstance(value, datetime.date):
            return {self.tag: "date", "text": value.isoformat()}
        if isinstance(value, (bytes, bytearray)):
            return {self.tag: "bytes", "text": bytes(value).decode("latin-1")}
        if type(value).__module__ in ("decimal", "uuid"):
            return str(value)
        return note(value)

    def _revive(self, mapping):
        kind = mapping.get(self.tag)
        if kind is None:
            return mapping
        text = mapping["text"]
        if kind == "bytes":
            return text.encode("latin-1")
        try:
            if kind == "date":
                return datetime.date.fromisoformat(text)
            return datetime.datetime.fromisoformat(text)
        except ValueError:
            return text

    def _receive(self):
        """The bytes of the next frame, or None if the runner is gone. Most arrive in one piece."""
        received = self.received
        size = HEADER.size
        while True:
            if len(received) >= HEADER.size:
                size = HEADER.size + HEADER.unpack_from(received)[0]
                if len(received) >= size:
                    self.received = received[size:]
                    return received[HEADER.size : size]
            missing = size - len(received)
            chunk = read(self.descriptor, min(max(missing, USUAL_SIZE), LARGEST_SIZE))
            if not chunk:
                return None
            if not received:
                received = chunk
            else:
                if isinstance(received, bytes):
                    received = bytearray(received)  # which grows without copying
                received += chunk
