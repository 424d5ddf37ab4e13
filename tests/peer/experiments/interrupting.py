"""A control that interrupts the run in the hook that the configuration names."""
import logging

from chaoslib.exceptions import InterruptExecution

logger = logging.getLogger("chaostoolkit")


def hook(name):
    def apply(context, configuration, **arguments):
        logger.info("hook %s", name)
        if configuration["where"] == name:
            raise InterruptExecution(f"interrupted in {name}")
    return apply


for scope in ("before", "after"):
    for level in ("experiment", "hypothesis", "method", "rollback", "activity"):
        globals()[f"{scope}_{level}_control"] = hook(f"{scope} {level}")
