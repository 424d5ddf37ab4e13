"""Controls that read the settings, and change them."""
import logging

logger = logging.getLogger("chaostoolkit")


def configure_control(settings, label=None):
    """Controls of the experiment do not get any settings here."""
    logger.info("%s configured: %s", label, settings if settings is None else sorted(settings))
    if settings:
        settings["left by"] = label


def before_activity_control(context, settings, label=None):
    logger.info("%s before %s: %s %s", label, context["name"], sorted(settings), settings.get("left by"))
    settings["seen"] = context["name"]
