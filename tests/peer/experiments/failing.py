"""Functions that fail, each in its own way."""
import asyncio
import enum

from chaoslib.exceptions import ActivityFailed, FailedActivity, InterruptExecution, InvalidActivity


class Own(Exception):
    def __str__(self):
        return "text of its own"


class Special(ActivityFailed):
    pass


class Silent(Exception):
    pass


class Kind(enum.Enum):
    ODD = 1


def divide():
    return 1 / 0


def explicit():
    try:
        divide()
    except ZeroDivisionError as error:
        raise ValueError("no number") from error


def implicit():
    try:
        divide()
    except ZeroDivisionError:
        raise KeyError("missing")


def suppressed():
    try:
        divide()
    except ZeroDivisionError:
        raise Own() from None


def deep():
    try:
        explicit()
    except ValueError:
        raise ActivityFailed("given up")


def special():
    raise Special("special", 2)


def activity_failed():
    raise ActivityFailed("said so")


def failed_activity():
    raise FailedActivity("old name\nwith a second line")


def silent():
    raise Silent


def invalid():
    raise InvalidActivity("not that way")


def noted():
    error = LookupError("has notes")
    error.add_note("first note")
    error.add_note("second note")
    raise error


def grouped():
    raise ExceptionGroup("several", [ValueError("one"), TypeError("two")])


def syntax():
    exec("x = = 1", {})


def asserting():
    assert 1 == 2, {"a": Kind.ODD}


def unicode_text():
    raise OSError(2, "Es gibt sie nicht – \N{SNOWMAN}", "dätei")


def recursive():
    return recursive()


def stopped():
    raise StopIteration("over")


def timed_out():
    async def forever():
        await asyncio.sleep(60)

    asyncio.run(asyncio.wait_for(forever(), 0.05))


def interrupt():
    raise InterruptExecution("enough of it")
