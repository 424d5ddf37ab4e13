"""Activities that end the run."""
import logging
import sys
import time

from chaoslib.exceptions import InterruptExecution
from chaoslib.exit import exit_gracefully, exit_ungracefully

logger = logging.getLogger("chaostoolkit")
WAYS = {"gracefully": exit_gracefully, "ungracefully": exit_ungracefully, "never": lambda: None}


def leave(how, when="now", wanted="now", after=0):
    """Exits if it is asked to; then what follows is not reached."""
    if when != wanted:
        return "stays"
    time.sleep(after)
    logger.info("leaving %s", how)
    if how == "interrupt":
        raise InterruptExecution("by an activity")
    if how == "keyboard":
        raise KeyboardInterrupt
    if how == "exit":
        sys.exit(3)
    WAYS[how]()
    linger(0.5)
    return "left"


def linger(seconds):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        time.sleep(0.05)
    return "lingered"
