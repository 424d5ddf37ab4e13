"""Functions that most experiments need."""
import time


def echo(value=None):
    return value


def join(*, left, right="right", configuration=None, secrets=None):
    return {"left": left, "right": right, "configuration": configuration, "secrets": secrets}


def wait(seconds):
    time.sleep(seconds)
    return f"waited {seconds}"
