"""A control in the settings that keeps them, for other modules to change."""
kept = {}


def configure_control(settings):
    kept["settings"] = settings
