"""Discovers what an extension's package provides: by calling its own `discover` function, and by offering
what such functions use if chaostoolkit-lib is not installed. Every worker loads this module but few need it,
so slow imports are done where they are used."""
import datetime
import importlib
import inspect
import logging

LIBRARY_VERSION = "1.44.0"  # of the reference's library, which uses this format
TYPE_NAMES = {
    None: "null",
    bool: "boolean",
    int: "integer",
    float: "number",
    str: "string",
    bytes: "byte",
    set: "set",
    tuple: "tuple",
    list: "list",
    dict: "mapping",
}
GENERIC_TYPE_NAMES = {"typing.Dict": "mapping", "typing.List": "list", "typing.Set": "set"}
logger = logging.getLogger("chaostoolkit")


class DiscoveryFailed(Exception):
    """The messages are the reference's."""


def discover(package, system):
    """Returns the document from the package's own function."""
    name = top_level_module(package)
    try:
        module = importlib.import_module(name)
    except ImportError:
        logger.debug("Module '%s' cannot be imported", name, exc_info=True)
        raise DiscoveryFailed("could not load Python module '%s'" % name)
    function = getattr(module, "discover", None)
    if not inspect.isfunction(function):
        raise DiscoveryFailed(
            "package '%s' does not export a `discover` function" % module.__name__
        )
    return function(discover_system=system)


def top_level_module(package):
    """The module name of the distribution `package`: the first one, if there are several."""
    from importlib import metadata

    try:
        metadata.distribution(package)
    except metadata.PackageNotFoundError:
        raise DiscoveryFailed("Package %s not found" % package)
    for name, distributions in modules_of_distributions().items():
        if package in distributions:
            return name
    raise DiscoveryFailed(
        "Distribution %s exists but no top-level package name could be determined" % package
    )


def modules_of_distributions():
    """Top-level modules and the names of the distributions that contain them."""
    from importlib import metadata

    if hasattr(metadata, "packages_distributions"):  # Python 3.10
        return metadata.packages_distributions()
    modules = {}
    for distribution in metadata.distributions():
        for name in (distribution.read_text("top_level.txt") or "").split():
            modules.setdefault(name, []).append(distribution.metadata["Name"])
    return modules


def initialize_discovery_result(extension_name, extension_version, discovery_type):
    """A document without activities."""
    import platform
    import uuid

    here = platform.uname()
    return {
        "chaoslib_version": LIBRARY_VERSION,
        "id": str(uuid.uuid4()),
        "target": discovery_type,
        "date": datetime.datetime.now(datetime.timezone.utc).isoformat(),
        "platform": {
            "system": here.system,
            "node": here.node,
            "release": here.release,
            "version": here.version,
            "machine": here.machine,
            "proc": here.processor,
            "python": platform.python_version(),
        },
        "extension": {"name": extension_name, "version": extension_version},
        "activities": [],
        "system": None,
    }


def discover_actions(extension_mod_name):
    return discover_activities(extension_mod_name, "action")


def discover_probes(extension_mod_name):
    return discover_activities(extension_mod_name, "probe")


def discover_activities(extension_mod_name, activity_type):
    """The functions that the module exports, in alphabetical order."""
    try:
        module = importlib.import_module(extension_mod_name)
    except ImportError:
        raise DiscoveryFailed("could not import extension module '%s'" % extension_mod_name)
    if not hasattr(module, "__all__"):
        logger.warning(
            "'%s' does not expose the __all__ attribute. "
            "It is required to determine what functions are actually "
            "exported as activities.",
            extension_mod_name,
        )
        return []
    exported = module.__all__
    return [
        described_activity(module, name, function, activity_type)
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if not exported or name in exported
    ]


def described_activity(module, name, function, activity_type):
    signature = inspect.signature(function)
    activity = {
        "type": activity_type,
        "name": name,
        "mod": module.__name__,
        "doc": inspect.getdoc(function),
        "arguments": [
            described_parameter(parameter)
            for parameter in signature.parameters.values()
            if parameter.kind not in (parameter.KEYWORD_ONLY, parameter.VAR_KEYWORD)
        ],
    }
    if signature.return_annotation is not signature.empty:
        activity["return_type"] = portable_type_name(signature.return_annotation)
    return activity


def described_parameter(parameter):
    argument = {"name": parameter.name}
    if parameter.default is not parameter.empty:
        argument["default"] = parameter.default
    if parameter.annotation is not parameter.empty:
        argument["type"] = portable_type_name(parameter.annotation)
    return argument


def portable_type_name(python_type):
    """A name that does not depend on Python: "object" for types without an equivalent."""
    try:
        return TYPE_NAMES[python_type]
    except (KeyError, TypeError):  # or not hashable
        pass
    text = str(python_type)
    for prefix, name in GENERIC_TYPE_NAMES.items():
        if text.startswith(prefix):
            return name
    return "object"
