"""What the worker makes of the runner's calls, without a connection."""
import logging
import sys
import types
import unittest
from unittest import mock

from chaos_worker import stand_in
from chaos_worker.calls import Calls, RefusedArgument, Registry
from chaos_worker.mirror import Mirror


class Base:
    def started(self, experiment, journal):
        pass

    def finish(self, journal):
        pass


class CheckTest(unittest.TestCase):
    def refusal_of(self, *arguments):
        def function(path, *rest, count=1, secrets=None, configuration=None):
            pass

        module = types.ModuleType("tools")
        module.function = function
        request = {"module": "tools", "func": "function", "activity": "a", "type": "probe"}
        with mock.patch.dict(sys.modules, {"tools": module}):
            with self.assertRaises(RefusedArgument) as raised:
                Calls(Mirror(), logging.getLogger()).do_check({**request, "arguments": arguments})
        return raised.exception

    def test_refused_argument_and_the_parameters_that_an_activity_can_set_are_named(self):
        missing = self.refusal_of("pth")
        self.assertEqual(missing.argument, "path")
        self.assertEqual(missing.parameters, ["path", "count"])
        self.assertEqual(self.refusal_of("path", "cuont").argument, "cuont")


class EventsTest(unittest.TestCase):
    def wanted(self, handler):
        library = types.ModuleType("chaoslib.run")
        library.RunEventHandler = Base
        registry = Registry()
        registry.register(handler)
        with mock.patch.dict(sys.modules, {"chaoslib.run": library}):
            return registry.wanted()

    def test_handler_is_told_the_events_that_it_implements(self):
        class Handler(Base):
            def finish(self, journal):
                pass

        self.assertEqual(self.wanted(Handler()), ["finish"])
        self.assertEqual(self.wanted(Base()), [])

    def test_handler_may_be_an_object_with_functions(self):
        handler = Base()
        handler.started = print
        self.assertEqual(self.wanted(handler), ["started"])

    def test_handler_may_have_slots(self):
        class Slotted:
            __slots__ = ()

            def finish(self, journal):
                pass

        self.assertIn("finish", self.wanted(Slotted()))

    def test_handler_that_answers_to_any_name_is_told_every_event(self):
        class Recorder:
            def __getattr__(self, name):
                raise AssertionError("nobody should ask before there is an event")

        class Proxy(Base):
            def __getattribute__(self, name):
                return object.__getattribute__(self, name)

        self.assertEqual(self.wanted(Recorder()), list(stand_in.EVENTS))
        self.assertEqual(self.wanted(mock.MagicMock()), list(stand_in.EVENTS))
        self.assertIn("start_method", self.wanted(Proxy()))


class Picky(Exception):
    def __init__(self, field):
        super().__init__("%s is odd" % field)
        self.field = field


class NotificationTest(unittest.TestCase):
    def setUp(self):
        logger = logging.getLogger("calls_test")
        stand_in.install(logger)
        self.calls = Calls(Mirror(), logger)
        self.events = []
        self.module = types.ModuleType("calls_test_tools")
        self.module.notify = lambda channel, event: self.events.append(event)
        self.module.validate_control = self.refuse
        modules = mock.patch.dict(sys.modules, {"calls_test_tools": self.module})
        modules.start()
        self.addCleanup(modules.stop)

    def refuse(self, control):
        raise Picky(control["name"])

    def error(self, kind, message):
        event = {"name": "validate-failed", "error": {"kind": kind, "message": message}}
        self.calls.do_notify(
            {"module": "calls_test_tools", "func": "notify", "channel": {}, "event": event}
        )
        return self.events.pop()["error"]

    def test_error_is_an_exception_of_the_library(self):
        error = self.error("InvalidActivity", "it's odd")
        self.assertEqual(type(error).__name__, "InvalidActivity")
        self.assertEqual(type(error).__module__, "chaoslib.exceptions")
        self.assertEqual(str(error), "it's odd")
        self.assertEqual(type(self.error("Unknown", "x")).__name__, "ChaosException")

    def test_error_of_a_control_is_the_one_that_it_raised(self):
        with self.assertRaises(Picky) as raised:
            self.calls.do_hook(
                {
                    "call": "hook",
                    "module": "calls_test_tools",
                    "func": "validate_control",
                    "positional": [{"name": "c"}],
                }
            )
        self.assertIs(self.error("Picky", "c is odd"), raised.exception)
        self.assertEqual(type(self.error("Picky", "[redacted]")).__name__, "ChaosException")

    def test_event_without_an_error_is_passed_on(self):
        self.calls.do_notify(
            {"module": "calls_test_tools", "func": "notify", "channel": {}, "event": {"name": "x"}}
        )
        self.assertEqual(self.events, [{"name": "x"}])


if __name__ == "__main__":
    unittest.main()
