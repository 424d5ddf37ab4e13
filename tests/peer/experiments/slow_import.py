"""Takes its time to be imported."""
import time

time.sleep(0.7)


def answer(value):
    return value
