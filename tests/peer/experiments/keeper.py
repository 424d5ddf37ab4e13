"""A control that keeps a part of the experiment, and changes it in a hook that gets another part."""
import copy
import os

WHAT = os.environ.get("PEER_KEEPS", "nothing")
kept = []


def keep(what, part):
    if what == WHAT and not kept:
        kept.append(part)


def configure_control(experiment):
    keep("method", experiment["method"])


def before_method_control(context):
    keep("rollbacks", context["rollbacks"])


def before_activity_control(context):
    keep("activity", context)
    keep("arguments", [context["provider"]["arguments"]])
    if WHAT == "own" and not kept:
        context["provider"]["arguments"]["value"] = ["early"]
        keep("own", context["provider"]["arguments"]["value"])


def after_activity_control(context, state):
    for part in ("activity", "output"):  # otherwise the reference's run shares them with the experiment
        state[part] = copy.deepcopy(state[part])
    if context["name"] == "second" and kept:
        change(kept[0])


def change(part):
    if WHAT in ("method", "rollbacks"):
        part.append(copy.deepcopy(part[0]))
        part[-1]["name"] = "added"
    elif WHAT == "activity":
        part["provider"]["arguments"]["value"] = "changed later"
    elif WHAT == "arguments":
        part[0]["value"] = "changed later"
    else:
        part.append("late")
