"""Interrupts a call on the main thread, because of a signal or because the runner asks for it.

A function sees what it would see in the reference: KeyboardInterrupt on SIGINT (from Ctrl-C,
_thread.interrupt_main() or signal.raise_signal), chaoslib's InterruptExecution on SIGTERM, and SystemExit on
SIGUSR1 and SIGUSR2. It may catch the exception to clean up; the runner decides how much time it has.

An exception from a signal handler can be lost: if it reaches C code that ignores exceptions, such as the
destructor of a file, it is cleared there, silently in most versions of Python. The function would continue,
and be killed without having cleaned up. Therefore, a lost exception is detected and raised again.
"""
import functools
import logging
import os
import signal
import sys
import threading
import time
from _thread import start_new_thread  # does not take locks that the interrupted code may hold

POKE = signal.SIGRTMIN + 7  # interrupts system calls of the main thread
ONE_STOP = 1.0  # seconds: a terminal signals both the runner and the worker, which counts as one interruption

ARRIVAL_LIMIT = 0.1  # seconds after which an exception has either arrived or been lost


class CallEnded(KeyboardInterrupt):
    """Raised in a call that took too long, or that is stopped by something other than a signal."""


def terminated():
    """The reference's exception, whether or not its library is installed. Handlers for KeyboardInterrupt also
    catch it, because most extensions only consider that."""
    library = sys.modules.get("chaoslib.exceptions")
    base = getattr(library, "InterruptExecution", Exception)
    members = {"__module__": "chaoslib.exceptions"}
    kind = type("InterruptExecution", (base, KeyboardInterrupt), members)
    return kind("SIGTERM signal received")


class ExperimentExited(Exception):
    """Stands in for the reference's exception. Journals show its name."""


ExperimentExited.__name__ = ExperimentExited.__qualname__ = "ExperimentExitedException"
ExperimentExited.__module__ = "chaoslib.exceptions"


def exited():
    """The class of what ends a call in the background. The reference's library is not imported for it: that
    can take longer than the call has to end, and code that has not imported the library cannot catch it."""
    library = sys.modules.get("chaoslib.exceptions")
    return getattr(library, "ExperimentExitedException", ExperimentExited)


EXCEPTIONS = {
    "SIGINT": KeyboardInterrupt,
    "SIGTERM": terminated,
    "SIGUSR1": lambda: SystemExit(20),
    "SIGUSR2": lambda: SystemExit(30),
}


# A terminal, or a signal to the whole group, also sends these to the runner, which decides.
LEFT_TO_RUNNER = (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)


def is_ignored(number):
    """SIGHUP under nohup: it remains ignored in processes that extensions start."""
    return number != signal.SIGTERM and signal.getsignal(number) == signal.SIG_IGN


def is_interruption(error):
    """Whether it ends a call. As in the reference, some of these are derived from Exception."""
    return isinstance(error, (KeyboardInterrupt, ExperimentExited, exited()))


def let_interruptions_through(handle_error):
    """Logging handlers treat every Exception as an error in the record."""

    @functools.wraps(handle_error)
    def handle_other_error(self, record):
        if is_interruption(sys.exc_info()[1]):
            raise
        handle_error(self, record)

    return handle_other_error


class Interruption:
    def __init__(self, runner, plays_undo=lambda: False):
        self.runner = runner
        self.plays_undo = plays_undo  # for the main thread's call: then only the runner ends it
        self.current = None  # the call on the main thread while users' code runs
        self.ending = {}  # calls to be ended: id -> the exception to raise
        self.masked = False  # whether the main thread must not be interrupted now
        self.by_signal = self.by_runner = -ONE_STOP  # times of this call's last interruptions
        self.signalled = False  # a SIGINT arrived while the main thread was masked
        self.raised = None  # the exception raised in the call, until it is known whether it has arrived
        self.former = {}  # signal -> our handler, and the previous one

    def install(self):
        for number, handler in (
            (POKE, lambda number, frame: self.raise_if_asked()),
            (signal.SIGINT, self.interrupted),
            *((number, lambda number, frame: None) for number in LEFT_TO_RUNNER if not is_ignored(number)),
            (signal.SIGUSR1, self.exit_asked),
            (signal.SIGUSR2, self.exit_asked),
        ):
            self.former[number] = (handler, signal.signal(number, handler))
        for name in ("fork", "forkpty"):
            setattr(os, name, self.undisturbed(getattr(os, name)))
        handler = logging.Handler
        handler.handleError = let_interruptions_through(handler.handleError)

    def undisturbed(self, fork):
        """Defers signals during a fork: a child with our handlers would lose them."""

        @functools.wraps(fork)
        def fork_undisturbed():
            mask = signal.pthread_sigmask(signal.SIG_BLOCK, self.former)
            try:
                return fork()
            finally:
                signal.pthread_sigmask(signal.SIG_SETMASK, mask)

        return fork_undisturbed

    def uninstall(self):
        """Used in a forked child, whose signals are its own. Handlers that an extension installed remain."""
        self.current = self.raised = None
        for number, (handler, former) in self.former.items():
            if signal.getsignal(number) == handler:
                signal.signal(number, former)

    # The call on the main thread

    def enter(self, identifier):
        self.by_signal = self.by_runner = -ONE_STOP
        self.signalled = False
        self.raised = None
        self.current = identifier
        self.raise_if_asked()

    def leave(self, identifier):
        if self.current == identifier:
            self.current = self.raised = None
        self.ending.pop(identifier, None)

    def mask(self, function, *arguments):
        """Calls the function, which must not be interrupted, and interrupts the call afterwards if
        necessary."""
        masked, self.masked = self.masked, True
        try:
            return function(*arguments)
        finally:
            self.masked = masked
            self.raise_if_asked()

    # Interruptions

    def end(self, identifier, why):
        """Called on another thread, when the runner asks for it."""
        self.ending[identifier] = EXCEPTIONS.get(why, lambda: CallEnded(why))()
        signal.pthread_kill(threading.main_thread().ident, POKE)

    def raise_if_asked(self):
        if self.current is None or self.masked:
            return
        raised, self.raised = self.raised, None
        if raised is not None and is_lost(raised):
            self.raise_in_call(type(raised)(*raised.args))
        if self.signalled:
            self.raise_of_signal()
        exception = self.ending.pop(self.current, None)
        now = time.monotonic()
        if type(exception) is KeyboardInterrupt and now < self.by_signal + ONE_STOP:
            return  # the terminal's signal came first
        if exception is not None:
            self.by_runner = now
            self.raise_in_call(exception)

    def raise_of_signal(self):
        self.signalled = False
        self.by_signal = time.monotonic()
        self.raise_in_call(KeyboardInterrupt())

    def raise_in_call(self, exception):
        self.raised = exception
        try:
            start_new_thread(self.check_arrival, ())
        except RuntimeError:  # no other thread can be started
            pass
        raise exception

    def check_arrival(self):
        time.sleep(ARRIVAL_LIMIT)
        signal.pthread_kill(threading.main_thread().ident, POKE)

    def interrupted(self, number, frame):
        """Handles SIGINT from the terminal, or from the extension itself."""
        if self.current is None or self.plays_undo() or time.monotonic() < self.by_runner + ONE_STOP:
            return
        if self.masked:
            self.signalled = True
        else:
            self.raise_of_signal()

    def exit_asked(self, number, frame):
        """An extension wants to end the experiment: chaoslib.exit sends these signals to its own process."""
        os.kill(self.runner, number)
        if self.current is not None and not self.masked:
            self.raise_in_call(SystemExit(20 if number == signal.SIGUSR1 else 30))


def is_lost(exception):
    """Whether the exception was raised on this thread but ended in C code that ignores exceptions: the last
    frame that it left stopped there, and none of the callers has received it."""
    trace = exception.__traceback__  # starts with that frame
    if trace is None:  # Python before 3.12 only sets it when Python code gets the exception
        return True
    if trace.tb_frame.f_lasti != trace.tb_lasti:
        return False
    frame = sys._getframe()
    while frame is not None and frame is not trace.tb_frame:
        frame = frame.f_back
    return frame is None
