"""The calls that the runner makes: functions of experiments, hooks of controls, event handlers."""
import importlib
import inspect
import sys
import traceback

from chaos_worker import discovery, stand_in

HOOKS = ("configure_control", "cleanup_control", "validate_control") + tuple(
    "%s_%s_control" % (scope, level)
    for level in (
        "loading_experiment",
        "experiment",
        "hypothesis",
        "method",
        "rollback",
        "activity",
    )
    for scope in ("before", "after")
)
# The parameters that hooks may have in addition to the arguments of their control.
OFFERED = {"configuration", "secrets", "settings", "state", "experiment", "extensions"}
OFFERED_OTHERWISE = {
    "configure_control": {"configuration", "secrets", "settings", "experiment", "event_registry"},
    "cleanup_control": set(),
    "validate_control": set(),
}


class Refused(Exception):
    """A declaration breaks a rule; the message is for the user."""


def parameters_of(function):
    return list(inspect.signature(function).parameters)


def described(error):
    """The last line of a traceback: the class, qualified if necessary, and the message."""
    return traceback.format_exception_only(type(error), error)[0].strip()


def implements(handler, event, base):
    """Whether the handler overrides this method of the base class, which does nothing there. Looks it up
    without calling the handler's __getattr__, which might take the lookup for an event."""
    found = inspect.getattr_static(handler, event, None)
    if found is not None:
        return found is not inspect.getattr_static(base, event, None)
    return any(
        inspect.getattr_static(type(handler), hook, None)
        is not inspect.getattr_static(object, hook, None)
        for hook in ("__getattr__", "__getattribute__")
    )


class Registry:
    """The registry with which `configure_control` can register event handlers."""

    def __init__(self):
        self.handlers = []

    def register(self, handler):
        self.handlers.append(handler)

    def wanted(self):
        """The events that any of the handlers implements."""
        run = sys.modules.get("chaoslib.run")
        base = getattr(run, "RunEventHandler", object)
        return [
            event
            for event in stand_in.EVENTS
            if any(implements(handler, event, base) for handler in self.handlers)
        ]


class Library:
    """What the reference's library knows about the current run, for extensions that ask it. The values are
    set when one of the modules that hold them has been imported, which most runs never do."""

    def __init__(self):
        self.known = None  # once the runner was asked: "experiment", "settings" and "controls"
        self.asked = False
        self.told = set()

    @staticmethod
    def module(name):
        """The module, if it has been imported and belongs to the library."""
        module = sys.modules.get("chaoslib." + name)
        spec = getattr(module, "__spec__", None)
        return None if isinstance(getattr(spec, "loader", None), stand_in.StandIn) else module

    def wants(self):
        """Whether the runner must send what the library should know."""
        if self.asked or "chaoslib" not in sys.modules:
            return False
        if not any(map(self.module, ("settings", "caching", "control"))):
            return False
        self.asked = True
        return True

    def update(self, known):
        """Called before each call, because the previous one may have imported modules."""
        self.known = known or self.known
        if self.known is None:
            return
        settings = self.module("settings")
        if settings:  # a context variable: each thread has its own
            settings.loaded_settings.set(self.known["settings"])
        for name, function, told in (
            ("caching", "cache_activities", "experiment"),
            ("control", "set_global_controls", "controls"),
        ):
            module = self.module(name)
            if module and name not in self.told:
                self.told.add(name)
                getattr(module, function)(self.known[told])


class Calls:
    def __init__(self, mirror, logger):
        self.library = Library()
        self.mirror = mirror
        self.logger = logger
        self.registry = Registry()
        self.signatures = {}
        self.refusals = []  # what the validation of controls has raised
        self.kept = False  # whether users' code may refer to parts of the experiment between calls

    def answer(self, request):
        return getattr(self, "do_" + request["call"])(request)

    def may_keep_references(self, request):
        """Whether, after this call, users' code may hold references to parts of the experiment that later
        hooks do not get. Must be called after the call."""
        if self.kept or request["call"] not in ("hook", "event") or not self.mirror["experiment"]:
            return False
        if request.get("only_context"):
            self.kept = self.mirror.keeps(request["context"])
        elif request["call"] == "event" or request["func"].endswith("_activity_control"):
            self.kept = True  # checking would take longer than comparing everything
        else:
            self.kept = self.mirror.keeps("")
        return self.kept

    def do_nothing(self, request):
        """To see whether this worker responds."""

    # Functions

    def do_check(self, request):
        """Checks that an activity names a function that accepts its arguments, just before it runs."""
        module, name, activity = request["module"], request["func"], request["activity"]
        try:
            found = importlib.import_module(module)
        except ImportError as error:
            self.logger.debug("Module '%s' cannot be imported", module, exc_info=True)
            refusal = Refused(
                "could not find Python module '%s' in activity '%s'" % (module, activity)
            )
            refusal.missing = getattr(error, "name", None)
            raise refusal
        function = getattr(found, name, None) if name in dir(found) else None
        if not (inspect.isfunction(function) or inspect.isbuiltin(function)):
            refusal = Refused(
                "The python module '%s' does not expose a function called '%s' in %s '%s'"
                % (module, name, request["type"], activity)
            )
            refusal.functions = [key for key, item in vars(found).items() if inspect.isroutine(item)]
            raise refusal
        self._bind(function, dict.fromkeys(request["arguments"]), name)

    def _bind(self, function, arguments, name):
        """The messages say "activity" but give the function's name, like the reference's."""
        signature = inspect.signature(function)
        for injected in ("secrets", "configuration"):
            if injected in signature.parameters:
                arguments[injected] = None
        try:
            signature.bind(**arguments)
        except TypeError as error:
            message = str(error)
            if "missing" in message:
                argument = message.rsplit(":", 1)[1].strip()
                raise Refused(
                    "required argument %s is missing from activity '%s'" % (argument, name)
                )
            if "unexpected" in message:
                argument = message.rsplit(" ", 1)[1].strip()
                raise Refused(
                    "argument %s is not part of the function signature in activity '%s'"
                    % (argument, name)
                )
            raise

    def _function(self, request):
        return getattr(importlib.import_module(request["module"]), request["func"])

    def do_load(self, request):
        return {"parameters": self._parameters(self._function(request))}

    def _parameters(self, function):
        try:
            return self.signatures[function]
        except (KeyError, TypeError):
            parameters = parameters_of(function)
        try:
            self.signatures[function] = parameters
        except TypeError:
            pass  # not hashable
        return parameters

    def do_run(self, request):
        function = self._function(request)
        return {"output": function(**request["arguments"], **request["injected"])}

    def do_notify(self, request):
        function = self._function(request)
        event = request["event"]
        if "error" in event:
            event["error"] = self._exception(**event["error"])
        function(request["channel"], event)

    def _exception(self, kind, message):
        """The exception that a control has raised, or else a new one of the library's class."""
        for refusal in self.refusals:
            if type(refusal).__name__ == kind and str(refusal) == message:
                return refusal
        exceptions = importlib.import_module("chaoslib.exceptions")
        return getattr(exceptions, kind, exceptions.ChaosException)(message)

    def do_describe(self, request):
        """Describes what is installed: extensions are known by the names of their distributions."""
        from importlib import metadata

        found = {}
        for distribution in metadata.distributions():
            name = distribution.metadata["Name"]
            if name and name.startswith("chaostoolkit"):
                found.setdefault(name, distribution)
        library = found.pop("chaostoolkit-lib", None)
        found.pop("chaostoolkit", None)
        extensions = [
            {
                "name": name,
                "version": found[name].version,
                "license": found[name].metadata["License"],
                "summary": found[name].metadata["Summary"],
            }
            for name in sorted(found)
        ]
        return {"library": library and library.version, "extensions": extensions}

    def do_discover(self, request):
        return {"discovery": discovery.discover(request["package"], request["system"])}

    # Controls

    def do_load_control(self, request):
        """Returns the hooks of a control's module and their parameters; no answer if the module is
        missing."""
        try:
            module = importlib.import_module(request["module"])
        except ImportError:
            self.logger.debug("Module '%s' cannot be imported", request["module"], exc_info=True)
            return None
        hooks = {name: getattr(module, name, None) for name in HOOKS}
        return {"hooks": {name: parameters_of(hook) for name, hook in hooks.items() if hook}}

    def do_hook(self, request):
        """Passes what the hook has parameters for, and always its context."""
        name = request["func"]
        function = self._function(request)
        arguments = dict(request.get("arguments", ()))
        offered = OFFERED_OTHERWISE.get(name, OFFERED)
        for parameter in self._parameters(function):
            if parameter in offered:
                arguments[parameter] = self._offer(parameter, request.get("absent", ()))
        if offered is OFFERED:
            arguments["context"] = self._context(request)
        before = len(self.registry.handlers)
        try:
            function(*request.get("positional", ()), **arguments)
        except Exception as error:
            if name == "validate_control":
                self.refusals.append(error)
            raise
        if len(self.registry.handlers) > before:
            return {"events": self.registry.wanted()}
        return None

    def _offer(self, name, absent):
        if name == "event_registry":
            return self.registry
        if name == "extensions":
            return (self._offer("experiment", absent) or {}).get(name)
        return None if name in absent else self.mirror[name]

    def _context(self, request):
        place = request.get("context")
        return self.mirror["context"] if place is None else self.mirror.place("experiment", place)

    # Events

    def do_event(self, request):
        """An exception from one handler must not keep the others from being called."""
        arguments = [self._argument(argument) for argument in request["arguments"]]
        for handler in self.registry.handlers:
            try:
                getattr(handler, request["event"])(*arguments)
            except Exception:
                self.logger.debug("Handler %s failed", type(handler).__name__, exc_info=True)

    def _argument(self, argument):
        if "document" in argument:
            return self.mirror.place(argument["document"], argument["place"])
        if "schedule" in argument:
            return importlib.import_module("chaoslib.types").Schedule(**argument["schedule"])
        if argument.get("error"):
            return RuntimeError(argument["error"])
        return argument.get("value")
