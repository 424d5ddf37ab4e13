"""A control that checks its own declaration."""
from chaoslib.exceptions import ChaosException, InvalidActivity, InvalidControl, InvalidExperiment


class Own(ChaosException):
    pass


KINDS = {"activity": InvalidActivity, "control": InvalidControl, "experiment": InvalidExperiment,
         "chaos": ChaosException, "own": Own}


def validate_control(control):
    raise_as = control["provider"].get("arguments", {}).get("raise_as")
    if raise_as in KINDS:
        raise KINDS[raise_as](f"control '{control['name']}' is refused as {raise_as}")


def before_activity_control(context, **arguments):
    context["checked"] = arguments
