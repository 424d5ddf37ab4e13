"""Values of types that JSON does not have."""
import collections
import datetime
import decimal
import enum
import types
import uuid

UTC = datetime.timezone.utc
Point = collections.namedtuple("Point", "x y")


class Level(str, enum.Enum):
    HIGH = "high"


class Number(enum.IntEnum):
    ONE = 1


class Mapping(dict):
    pass


def dates():
    zone = datetime.timezone(datetime.timedelta(hours=2))
    return [datetime.date(2024, 2, 29), datetime.datetime(2024, 2, 29, 12, 30, 1, 5, UTC),
            datetime.datetime(2024, 2, 29, 12, 30, tzinfo=zone), datetime.datetime(1, 1, 1)]


def exact():
    return {"decimal": decimal.Decimal("1.50"), "uuid": uuid.UUID(int=7), "big": 2**200, "negative": -(2**63)}


def floats():
    return [0.1, 1e22, 1e-7, -0.0, 1.0, 1e16, 123456789.123456789, float("inf"), float("-inf"), float("nan")]


def containers():
    return {"tuple": (1, (2,)), "named": Point(1, 2), "ordered": collections.OrderedDict(b=1, a=2),
            "default": collections.defaultdict(list, {"x": [1]}), "counter": collections.Counter("aab"),
            "own": Mapping(a=1)}


def enums():
    return [Level.HIGH, Number.ONE, True]


def keys():
    return {1: "int", 1.5: "float", True: "bool", None: "null", "text": "text"}


def texts():
    return ["täxt", "\N{SNOWMAN}", "\U0001f600", "quote \" and \\", "\x00\x1f\x7f", "\u2028", "line\nend"]


def nested():
    value = []
    for _ in range(50):
        value = [value]
    return value


def nothing():
    return None


def large():
    return ["x" * 1000] * 1000


def unwritable():
    """The reference loses the journal because of this one."""
    return {"set": {1}, "bytes": b"\xff", "object": types.SimpleNamespace(a=1)}


def use(value):
    """Arguments are returned unchanged."""
    return [type(value).__name__, value]
