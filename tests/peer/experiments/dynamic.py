"""Values of a configuration that is found out when the run begins."""
import os


def number(base, configuration=None, secrets=None):
    os.environ["FOUND"] = str(base)
    return {"base": base, "known": sorted(configuration or {}), "secrets": secrets}


def fails():
    raise RuntimeError("cannot be found out")


def listed(of):
    return [of, of]
