"""Values of a configuration that is determined at the start of the run."""
import os


def number(base, configuration=None, secrets=None):
    os.environ["FOUND"] = str(base)
    return {"base": base, "known": sorted(configuration or {}), "secrets": secrets}


def fails():
    raise RuntimeError("cannot be found out")


def listed(of):
    return [of, of]
