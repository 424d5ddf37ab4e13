"""A control that interrupts the run in the hook that the configuration names.

Or in a `sample` of the hypothesis that is taken during the method's first action, but not in the first
sample: whether that one comes before the action is a race.
"""
import logging
import threading
import time

from chaoslib.exceptions import InterruptExecution

logger = logging.getLogger("chaostoolkit")
at_work = threading.Event()
sampled = threading.Event()


def work(seconds):
    at_work.set()
    time.sleep(seconds)


def interrupts(where, name):
    if where == "sample":
        return name == "before hypothesis" and at_work.is_set() and sampled.is_set()
    return where == name


def hook(name):
    def apply(context, configuration, **arguments):
        logger.info("hook %s", name)
        if interrupts(configuration["where"], name):
            raise InterruptExecution(f"interrupted in {name}")
        if name == "after hypothesis":
            sampled.set()
    return apply


for scope in ("before", "after"):
    for level in ("experiment", "hypothesis", "method", "rollback", "activity"):
        globals()[f"{scope}_{level}_control"] = hook(f"{scope} {level}")
