"""Changes the experiment during cleanup, and the journal after that."""
from chaoslib.run import RunEventHandler

kept = []


class LastWords(RunEventHandler):
    def finish(self, journal):
        journal["marker"] = kept[0].pop("marker")


def configure_control(experiment, event_registry):
    kept.append(experiment)
    event_registry.register(LastWords())


def cleanup_control():
    kept[0]["marker"] = "set while cleaning up"
