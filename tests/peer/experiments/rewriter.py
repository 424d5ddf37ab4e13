"""A control that changes what is about to run, and its results."""
import logging

logger = logging.getLogger("chaostoolkit")


def before_method_control(context, experiment, configuration):
    """Adds, removes and replaces activities of a running experiment."""
    method = experiment["method"]
    del method[1]
    method.append({"type": "probe", "name": "added", "provider": {
        "type": "python", "module": "simple", "func": "echo", "arguments": {"value": "${late}"}}})
    configuration["late"] = ["set", "by", "a", "control"]
    configuration.pop("early")


def before_activity_control(context, experiment, configuration):
    if context["name"] == "first":
        context["provider"]["arguments"] = {"value": {"nested": configuration.get("early", "gone")}}
        context["name"] = "renamed"
    if context["name"] == "added":
        experiment["method"].append({"type": "action", "name": "added later", "provider": {
            "type": "python", "module": "simple", "func": "echo", "arguments": {"value": 1.0}}})


def after_activity_control(context, state, secrets):
    if context["name"] == "renamed":
        state["output"] = {"was": state["output"]}
        state["more"] = True
    if context["name"] == "judged":
        state["output"] = 42
        secrets["own"]["key"] = "new"
    if context["name"] == "show secrets":
        state["status"] = "failed"


def after_hypothesis_control(context, state):
    logger.info("met: %s", state["steady_state_met"])
    state["steady_state_met"] = True
    state["probes"][0]["note"] = "forgiven"


def after_method_control(context, state):
    state.append(dict(state[0], activity=dict(state[0]["activity"], name="invented")))
    del state[0]["more"]


def after_experiment_control(context, experiment, state):
    state["status"] = "failed"
    state["rollbacks"] = [{"nothing": None}]
    state["experiment"]["title"] = "another title"
    context["description"] = "written at the end"
