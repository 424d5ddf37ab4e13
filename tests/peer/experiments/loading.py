"""A control in the settings: it runs before the experiment is loaded."""
import logging

logger = logging.getLogger("chaostoolkit")


def before_loading_experiment_control(context, label=None):
    logger.info("%s before loading %s", label, context)


def after_loading_experiment_control(context, state, label=None):
    logger.info("%s after loading %s: %s", label, context, sorted(state))
    state["title"] += f" (seen by {label})"
    state["method"].append({"type": "action", "name": f"by {label}", "provider": {
        "type": "python", "module": "simple", "func": "echo", "arguments": {"value": label}}})


def configure_control(experiment, configuration, secrets, settings, label=None):
    logger.info("%s configured: %s", label, (settings or {}).get("own"))


def before_experiment_control(context, settings, label=None, **rest):
    logger.info("%s before %s: %s %s", label, context["title"], (settings or {}).get("own"), rest)


def before_activity_control(context, experiment, settings, label=None):
    logger.info("%s before %s: %s", label, context["name"], (settings or {}).get("own"))


def after_experiment_control(context, state, label=None):
    logger.info("%s after: %s", label, state["status"])


def cleanup_control():
    logger.info("cleaned up")
