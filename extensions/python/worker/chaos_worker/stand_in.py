"""What extensions usually import from chaostoolkit-lib, for environments without it.

Written from the library's documented interface. The finder comes last, so that the real packages are used
wherever they are installed.
"""
import importlib.abc
import importlib.machinery
import os
import signal
import sys
import types

from chaos_worker import discovery


def fill_chaoslib(module):
    import collections
    import string

    class Typed(string.Template):
        def resolve(self, mapping):
            """A string that is a single reference becomes the value itself; otherwise, values are converted
            to strings."""
            match = self.pattern.fullmatch(self.template)
            name = match and (match.group("named") or match.group("braced"))
            if name and name in mapping:
                return mapping[name]
            return self.safe_substitute(mapping)

    def resolve(data, mapping):
        if isinstance(data, str):
            return Typed(data).resolve(mapping)
        if isinstance(data, dict):
            return {key: resolve(item, mapping) for key, item in data.items()}
        if isinstance(data, (list, tuple)):
            return [resolve(item, mapping) for item in data]
        return data

    def substitute(data, configuration, secrets):
        """Replaces ${name} with the value of that name from the configuration or the secrets."""
        targets = secrets.values() if secrets else []
        return resolve(data, collections.ChainMap(configuration or {}, *targets)) if data else data

    def decode_bytes(data, default_encoding="utf-8"):
        return data.decode(default_encoding, "replace")

    module.__path__ = []
    module.__version__ = "unknown"
    module.substitute = substitute
    module.decode_bytes = decode_bytes


def fill_exceptions(module):
    def define(name, base, **more):
        exception = type(name, (base,), {"__module__": module.__name__})
        setattr(module, name, exception)
        return exception

    base = define("ChaosException", Exception)
    for name in (
        "InvalidActivity",
        "InvalidExperiment",
        "ActivityFailed",
        "DiscoveryFailed",
        "InvalidSource",
        "InterruptExecution",
        "InvalidControl",
        "ExperimentExitedException",
    ):
        define(name, base)
    define("ControlPythonFunctionLoadingError", Exception)
    module.FailedActivity = module.ActivityFailed


def fill_types(module):
    import enum
    from typing import Any, Dict, List, Tuple, Union

    for name in (
        "Action Probe Activity Experiment Hypothesis Control Extension Journal Run Step Settings "
        "EventPayload Discovery DiscoveredActivities DiscoveredSystemInfo ConfigVars SecretVars"
    ).split():
        setattr(module, name, Dict[str, Any])
    module.Secrets = module.Configuration = Dict[str, Dict[str, str]]
    module.Layer = Any
    module.TargetLayers = Dict[str, List[Dict[str, Any]]]
    module.MicroservicesStatus = Tuple[Dict[str, Any], Dict[str, Any]]
    module.Tolerance = Union[int, str, bool, list, Dict[str, Any]]

    class Strategy(enum.Enum):
        BEFORE_METHOD = "before-method-only"
        AFTER_METHOD = "after-method-only"
        DURING_METHOD = "during-method-only"
        DEFAULT = "default"
        CONTINUOUS = "continuously"
        SKIP = "skip"

        from_string = classmethod(lambda cls, value: cls(value))

    class Dry(enum.Enum):
        PROBES = "probes"
        ACTIONS = "actions"
        ACTIVITIES = "activities"
        PAUSE = "pause"

        from_string = classmethod(lambda cls, value: cls(value) if value else None)

    class Schedule:
        def __init__(
            self, continuous_hypothesis_frequency=1.0, fail_fast=False, fail_fast_ratio=0
        ):
            self.continuous_hypothesis_frequency = continuous_hypothesis_frequency
            self.fail_fast = fail_fast
            self.fail_fast_ratio = fail_fast_ratio

    module.Strategy, module.Dry, module.Schedule = Strategy, Dry, Schedule


def fill_exit(module):
    def exit_gracefully():
        """Ends the execution now; rollbacks are played according to their strategy."""
        os.kill(os.getpid(), signal.SIGUSR1)

    def exit_ungracefully():
        """Ends the execution now, without rollbacks."""
        os.kill(os.getpid(), signal.SIGUSR2)

    module.exit_gracefully, module.exit_ungracefully = exit_gracefully, exit_ungracefully


def fill_extension(module):
    def get_extension(experiment, name):
        found = [e for e in experiment.get("extensions") or [] if e.get("name") == name]
        return found[0] if found else None

    def has_extension(experiment, name):
        return get_extension(experiment, name) is not None

    def remove_extension(experiment, name):
        extension = get_extension(experiment, name)
        if extension is not None:
            experiment["extensions"].remove(extension)

    def set_extension(experiment, extension):
        """Adds the extension's block, replacing one with the same name."""
        remove_extension(experiment, extension.get("name"))
        experiment.setdefault("extensions", []).append(extension)

    def merge_extension(experiment, extension):
        """Adds the extension's block, or merges its keys into the one with the same name."""
        present = get_extension(experiment, extension.get("name"))
        if present is None:
            experiment.setdefault("extensions", []).append(extension)
        else:
            present.update(extension)

    for function in (
        get_extension,
        has_extension,
        remove_extension,
        set_extension,
        merge_extension,
    ):
        setattr(module, function.__name__, function)


EVENTS = (
    "started running finish interrupted signal_exit start_continuous_hypothesis "
    "continuous_hypothesis_iteration continuous_hypothesis_completed start_hypothesis_before "
    "hypothesis_before_completed start_hypothesis_after hypothesis_after_completed start_method "
    "method_completed start_rollbacks rollbacks_completed start_cooldown cooldown_completed "
    "start_activity activity_completed"
).split()


def fill_run(module):
    def nothing(self, *arguments, **named):
        return None

    members = dict.fromkeys(EVENTS, nothing)
    module.RunEventHandler = type("RunEventHandler", (), dict(members, __module__="chaoslib.run"))


def fill_settings(module):
    module.loaded = {}
    module.get_loaded_settings = lambda: module.loaded
    module.CHAOSTOOLKIT_CONFIG_PATH = os.path.expanduser("~/.chaostoolkit/settings.yaml")


def fill_discover(module):
    for name in (
        "initialize_discovery_result",
        "discover_activities",
        "discover_actions",
        "discover_probes",
        "portable_type_name",
    ):
        setattr(module, name, getattr(discovery, name))


def fill_package(module):
    module.__path__ = []


MODULES = {
    "chaoslib": fill_chaoslib,
    "chaoslib.exceptions": fill_exceptions,
    "chaoslib.types": fill_types,
    "chaoslib.exit": fill_exit,
    "chaoslib.extension": fill_extension,
    "chaoslib.run": fill_run,
    "chaoslib.settings": fill_settings,
    "chaoslib.discovery": fill_package,
    "chaoslib.discovery.discover": fill_discover,
}


class StandIn(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name, path=None, target=None):
        if name not in MODULES or (name != "chaoslib" and not self.stands_in_for("chaoslib")):
            return None
        return importlib.machinery.ModuleSpec(name, self, is_package=name == "chaoslib")

    def stands_in_for(self, package):
        module = sys.modules.get(package)
        return module is not None and getattr(module.__spec__, "loader", None) is self

    def create_module(self, spec):
        return types.ModuleType(spec.name)

    def exec_module(self, module):
        MODULES[module.__name__](module)


def install(logger):
    """Also replaces logzero, whose logger is the tool's own, as the reference does."""
    sys.meta_path.append(StandIn())
    logzero = types.ModuleType("logzero")
    logzero.__path__ = []
    logzero.logger = logger
    sys.modules["logzero"] = logzero
