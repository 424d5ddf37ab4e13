"""Controls that deviate from the documentation."""
import logging

logger = logging.getLogger("chaostoolkit")


class Hook:
    """A hook may be any callable object."""

    def __call__(self, context, state, **named):
        logger.info("called for %s with %s", context.get("name"), sorted(named))


after_method_control = Hook()


def configure_control(**arguments):
    logger.info("configured with %s", sorted(arguments))
    raise ValueError("cannot be configured")


def before_activity_control(context, items=None, mapping=None):
    """Its changes to the arguments do not affect the next call."""
    items.append(context["name"])
    mapping["name"] = context["name"]
    logger.info("%s %s", items, mapping)


def after_activity_control(context, state, **rest):
    logger.info("after %s: %s, %s", context["name"], state["status"], rest)
    if context["name"] == "raising":
        raise RuntimeError("a control that fails")
