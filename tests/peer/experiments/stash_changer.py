"""A control that changes what others keep, in hooks that do not get it."""
import stash


def configure_control(experiment):
    stash.kept["settings"]["counter"] = {"n": 0}


def after_activity_control(context):
    stash.kept["state"].setdefault("notes", []).append("by a hook that was not given it")
