"""Background and foreground activities that communicate through this module."""
import threading

arrived = threading.Event()
allowed = threading.Event()
letters = []
local = threading.local()


def post(letter):
    """Runs in the background: waits until it is allowed to."""
    arrived.set()
    if not allowed.wait(10):
        raise TimeoutError("nobody allowed it")
    letters.append(letter)
    return {"main": threading.current_thread() is threading.main_thread(), "letter": letter}


def allow():
    if not arrived.wait(10):
        raise TimeoutError("nobody arrived")
    local.value = "set"
    allowed.set()
    return threading.current_thread() is threading.main_thread()


def read():
    return {"letters": sorted(letters), "local": getattr(local, "value", None)}
