"""Functions and other callables of many kinds."""
import functools
import os


def logged(function):
    @functools.wraps(function)
    def wrapper(*positional, **named):
        return ["wrapped", function(*positional, **named)]
    return wrapper


@logged
def decorated(a, b=2, configuration=None):
    return [a, b, configuration]


def keyword_only(*, a, b=3):
    return [a, b]


def anything(**named):
    return {name: named[name] for name in sorted(named)}


def generator():
    yield 1


def changing(items):
    """Changes an argument; the journal shows the changed declaration."""
    items.append(len(items))
    return len(items)


def environment(name, value):
    os.environ[name] = value


def directory(name):
    os.makedirs(name, exist_ok=True)
    os.chdir(name)
    return os.path.basename(os.getcwd())


first = functools.partial(keyword_only, a=1)
anonymous = lambda a: a  # noqa: E731
