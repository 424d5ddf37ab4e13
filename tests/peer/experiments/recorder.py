"""A control with every hook. Each logs what it sees and leaves a mark in every argument."""
import logging

logger = logging.getLogger("chaostoolkit")


def mark(mapping, text):
    if isinstance(mapping, dict):
        mapping["marks"] = mapping.get("marks", []) + [text]
    elif isinstance(mapping, list):
        for item in mapping:
            mark(item, text)


def seen(hook, context, state, configuration, secrets, extensions, label):
    name = context if isinstance(context, str) else context.get("name", context.get("title"))
    if isinstance(state, dict):
        state = sorted(state)
    elif isinstance(state, list):
        state = [run["activity"]["name"] for run in state]
    logger.info("%s %s(%s) state=%s configuration=%s secrets=%s extensions=%s",
                label, hook, name, state, sorted(configuration.items()), secrets, extensions)


def hooks(level):
    def before(context, experiment, configuration, secrets, extensions, label="-"):
        hook = f"before {level}"
        seen(hook, context, None, configuration, secrets, extensions, label)
        mark(context, f"{label} {hook}")
        configuration[f"{label} {hook}"] = configuration.get(f"{label} {hook}", 0) + 1

    def after(context, experiment, state, configuration, secrets, extensions, label="-"):
        hook = f"after {level}"
        seen(hook, context, state, configuration, secrets, extensions, label)
        mark(context, f"{label} {hook}")
        mark(state, f"{label} {hook}")
        experiment.setdefault("contributions", {})[f"{label} {hook}"] = "high"

    return before, after


before_experiment_control, after_experiment_control = hooks("experiment")
before_hypothesis_control, after_hypothesis_control = hooks("hypothesis")
before_method_control, after_method_control = hooks("method")
before_rollback_control, after_rollback_control = hooks("rollback")
before_activity_control, after_activity_control = hooks("activity")


def configure_control(experiment, configuration, secrets, label="-"):
    logger.info("%s configured", label)
    experiment["tags"] = experiment.get("tags", []) + [f"by {label}"]
    configuration["configured"] = label


def cleanup_control():
    logger.info("cleaned up")
