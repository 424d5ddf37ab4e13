"""Slow to import."""
import time

time.sleep(0.7)


def answer(value):
    return value
