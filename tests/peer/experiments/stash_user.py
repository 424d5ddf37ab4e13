"""A control that keeps the state, and continues with what others changed before it."""
import stash


def after_activity_control(context, state, settings):
    stash.kept["state"] = state
    settings["counter"]["n"] += 1
    state["counted"] = settings["counter"]["n"]
    state["seen"] = len(state.get("notes", []))


def after_method_control(context, state):
    state[0]["output"] = True  # where it was 1
    state[1]["output"] = 2.0


def after_experiment_control(context, state):
    state["deviated"] = 0
