"""Uses parts of chaostoolkit-lib other than its types."""
import logging

from chaoslib import substitute
from chaoslib.activity import run_activity
from chaoslib.caching import lookup_activity
from chaoslib.control import get_global_controls
from chaoslib.extension import get_extension, set_extension
from chaoslib.hypothesis import within_tolerance
from chaoslib.settings import get_loaded_settings

logger = logging.getLogger("chaostoolkit")


def settings():
    return sorted(get_loaded_settings() or {})


def global_controls():
    return [control["name"] for control in get_global_controls()]


def other_activity(name, configuration=None):
    activity = lookup_activity(name)
    if activity is None:
        return "not known"
    return run_activity(activity, configuration, {})


def judge(value, tolerance, configuration=None):
    return within_tolerance(tolerance, value, configuration=configuration, secrets={})


def substituted(text, configuration=None):
    return substitute(text, configuration, {})


def before_experiment_control(context, experiment):
    set_extension(experiment, {"name": "own", "value": 1})


def after_experiment_control(context, extensions, experiment):
    logger.info("%s %s", extensions, get_extension(experiment, "own"))
