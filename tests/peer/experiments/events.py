"""A control that registers event handlers, which log every event and change documents."""
import logging

from chaoslib.run import RunEventHandler

logger = logging.getLogger("chaostoolkit")


def shown(value):
    if isinstance(value, dict):
        return "{%s}" % ", ".join(sorted(value))
    if isinstance(value, list):
        return [shown(item) for item in value]
    if type(value).__name__ == "Schedule":
        return f"Schedule({value.continuous_hypothesis_frequency}, {value.fail_fast})"
    return repr(value)


class Everything(RunEventHandler):
    pass


def logging_event(event):
    def handle(self, *arguments):
        if event == "continuous_hypothesis_iteration":
            arguments = (type(arguments[0]), *arguments[1:])  # their number depends on timing
        logger.info("event %s: %s", event, " ".join(str(shown(argument)) for argument in arguments))
    return handle


for name in [name for name in vars(RunEventHandler) if not name.startswith("_") and name != "running"]:
    setattr(Everything, name, logging_event(name))


class Running(RunEventHandler):
    """Gets information about the run."""

    def running(self, experiment, journal, configuration, secrets, schedule, settings):
        logger.info("running: %s, settings %s", shown(schedule), shown(settings))


class Counting(RunEventHandler):
    """Counts activities in the experiment, and reports in the journal."""

    def __init__(self, probes_too):
        self.count = 0
        self.probes_too = probes_too

    def start_activity(self, activity):
        self.count += 1
        activity["number"] = self.count
        raise RuntimeError("no other handler minds this")

    def activity_completed(self, activity, run):
        number = activity.pop("number")
        if self.probes_too or "tolerance" not in activity:
            run["number"] = number

    def finish(self, journal):
        journal["counted"] = self.count
        logger.info("counted %d", self.count)


def configure_control(experiment, event_registry, counting=True, probes_too=False, running=False):
    if counting:
        event_registry.register(Counting(probes_too))
    event_registry.register(Running() if running else Everything())
    logger.info("handlers: %d", len(event_registry.handlers))
