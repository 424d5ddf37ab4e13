"""Waits for the runner's calls and answers them.

Foreground calls arrive on one connection and are executed here on the main thread, one at a time. The other
connection carries what may arrive in the meantime: background calls, each of which gets a thread, and
requests to end a call. The call of an undo comes with a receipt, on a third connection.
"""
import faulthandler
import gc
import importlib
import logging
import os
import sys
import threading
import traceback

from chaos_worker import stand_in
from chaos_worker.calls import Calls, Refused, described
from chaos_worker.children import Children, leave_child
from chaos_worker.interruption import CallEnded, Interruption
from chaos_worker.mirror import Mirror, clone
from chaos_worker.receipt import Receipts, without_sigpipe
from chaos_worker.environment import SharedEnvironment, directory_now
from chaos_worker.wire import Wire, identity, moved_away

RECURSION = 3000  # enough to traverse the most deeply nested documents
CONNECTION_LOST = 79  # exit codes
DOCUMENTS_LOST = 80


class LogHandler(logging.Handler):
    """Passes records to the runner, which writes them to the console and the log file."""

    def __init__(self, worker):
        logging.Handler.__init__(self)
        self.worker = worker

    def emit(self, record):
        try:
            text = record.getMessage()
            if record.exc_info:
                text += "\n" + logging.Formatter().formatException(record.exc_info)
            elif record.exc_text:
                text += "\n" + record.exc_text
            self.worker.log(record.levelno, text, record.module, record.lineno)
        except Exception:
            self.handleError(record)


class Worker:
    def __init__(self, main, side, receipts, options):
        self.main = main
        self.side = side
        self.receipts = receipts
        self.main_thread = threading.get_ident()
        self.places = [identity(wire.descriptor) for wire in (main, side)]
        self.logger = logging.getLogger("chaostoolkit")
        self.logger.propagate = False
        self.logger.setLevel(options["log_level"])
        self.logger.addHandler(LogHandler(self))
        self.calls = Calls(Mirror(), self.logger)
        self.interruption = Interruption(options["runner"], lambda: receipts.held is not None)
        self.threads = {}  # background calls while users' code runs: id -> thread
        self.serving = False  # the runner waits for the answer to a call on the main thread
        self.environment = SharedEnvironment(options["runner"])
        self.processors = None  # used instead of the processor on which the runner wakes this thread
        self.forked = False
        self.children = Children()
        os.register_at_fork(after_in_child=self.become_child)

    # Connections

    def on_main_thread(self):
        return threading.get_ident() == self.main_thread

    def wire(self):
        return self.main if self.on_main_thread() else self.side

    def send(self, frame, note=str):
        """A call may be ended while its thread writes; the end is deferred, because half a frame would break
        the protocol."""
        if self.wire() is self.side:
            self.side.write(frame, note)
        else:
            first = None if "log" in frame else self.end_serving
            self.interruption.mask(self.main.write, frame, note, first)

    def log(self, level, text, module, line):
        if self.forked or self.receipts.lost is not None:
            tell(text + "\n")
        elif self.receipts.held is not None:
            try:
                without_sigpipe(self.send_record, {"log": [level, text, module, line]})
            except OSError:  # the runner has just been killed
                tell(text + "\n")
        else:
            self.send_record({"log": [level, text, module, line]})

    def send_record(self, frame):
        # While the runner listens to the main connection, so that records stay in order.
        if self.wire() is self.main or not self.main.write(frame, first=lambda: self.serving):
            self.send(frame)

    def end_serving(self):
        self.serving = False

    def become_child(self):
        """A forked child is not a worker: it uses Python's own signal handlers, and must neither answer nor
        keep the connections open. An extension may have replaced the handlers."""
        self.forked = True
        self.children = Children()  # only the child's own
        self.interruption.uninstall()
        self.receipts.close_in_child()
        for wire, place in zip((self.main, self.side), self.places):
            if identity(wire.descriptor) == place:
                os.close(wire.descriptor)

    def unfit(self, value):
        """Replaces a value that a journal cannot contain."""
        self.log(
            logging.WARNING,
            "A value of type %s cannot be written to a journal, so it is kept as a string"
            % type(value).__name__,
            "worker",
            0,
        )
        try:
            return str(value)
        except Exception:
            return object.__repr__(value)

    # Calls

    def answer(self, request):
        """Executes a call and sends the result."""
        receipt = self.receipts.take(request) if self.on_main_thread() else None
        identifier = request["id"]
        try:
            reply = self.attempt(request, identifier)
        except BaseException as error:  # a call that was ended just as it returned
            reply = {"error": explain(error), "kept": True}
        self.leave_users_code(identifier)
        if self.forked:
            leave_child(reply, tell)  # a user's function has forked, and this is the child
        if receipt is None:
            self.complete_answer(reply, identifier)
        else:
            receipt.error = reply.get("error")
            self.receipts.settle(receipt, lambda: self.complete_answer(reply, identifier))

    def complete_answer(self, reply, identifier):
        reply["id"] = identifier
        reply.update(self.environment.changes())
        wants = self.calls.library.wants()
        if wants:
            reply["wants"] = wants
        self.send_answer(reply)

    def send_answer(self, reply):
        try:
            self.send(reply, self.unfit)
            return
        except OSError:
            raise  # the connection is lost
        except Exception as error:  # nothing was sent: the values cannot be encoded
            explained = explain(error)
        if reply.pop("changes", None):
            self.give_up_documents(explained["message"])
        reply.pop("output", None)
        reply.pop("arguments", None)
        reply["error"] = explained
        self.send(reply, str)

    def attempt(self, request, identifier):
        self.environment.take_variables(request.get("environment"))
        mirror = self.calls.mirror
        mirror.update(request.pop("documents", {}))
        self.calls.library.update(request.get("library"))
        former = clone(request["arguments"]) if request.get("arguments_are_shared") else None
        try:
            self.environment.return_to(request.get("directory"))
            self.enter_users_code(identifier)
            reply = self.calls.answer(request) or {}
        except BaseException as error:
            reply = {"error": explain(error)}
        finally:
            self.leave_users_code(identifier)
        if self.calls.may_keep_references(request):  # asked first, because the changes refer to what is new
            reply["kept"] = True
        try:
            changes = mirror.changes(
                request.get("watched", ()),
                request.get("context"),
                request.get("only_context", False),
            )
        except RecursionError as error:
            self.give_up_documents(described(error))
        if changes:
            reply["changes"] = changes
        if former is not None and former != request["arguments"]:
            reply["arguments"] = request["arguments"]
        return reply

    def give_up_documents(self, message):
        """The changes made by hooks cannot be sent, so a new worker must start from the runner's
        documents."""
        tell("chaos: what a control changed cannot be used: %s\n" % message)
        os._exit(DOCUMENTS_LOST)

    def enter_users_code(self, identifier):
        self.children.enter(identifier)
        if self.on_main_thread():
            self.interruption.enter(identifier)
        else:
            self.threads[identifier] = threading.current_thread()

    def leave_users_code(self, identifier):
        self.children.leave(identifier)
        self.interruption.leave(identifier)
        self.threads.pop(identifier, None)

    def serve_main(self):
        while True:
            request = self.main.read()
            if request is None or "leave" in request:
                return
            self.serving = True
            self.use_processors(request)
            self.answer(request)

    def use_processors(self, request):
        """The runner makes this thread wake on its own processor, which is fast. Processes started by users'
        code must be free to use all processors."""
        self.processors = request.get("processors", self.processors)
        if self.processors is None:
            return
        try:
            os.sched_setaffinity(0, self.processors)
        except OSError:
            self.logger.debug("The processors %s cannot be used", self.processors, exc_info=True)

    def serve_side(self):
        try:
            self.answer_side()
        except OSError:  # an extension closed the connection, or the runner was killed
            self.side_lost(CONNECTION_LOST)

    def answer_side(self):
        while True:
            frame = self.side.read()
            if frame is None:
                return self.side_lost(1)  # the runner was killed
            elif "end" not in frame:
                threading.Thread(target=self.answer, args=(frame,), daemon=True).start()
            elif frame["main"]:
                self.end_on_main_thread(frame["end"], frame["why"])
            else:
                self.end_in_background(frame["end"], frame["why"])

    def side_lost(self, code):
        """An undo continues without the runner, but no longer than its timeout allows. It may then take any
        time to clean up: nobody knows in which state a kill would leave it."""
        receipt = self.receipts.lose(code, self.children.end)
        if receipt.is_late():
            self.end_on_main_thread(receipt.call, "timeout")

    def end_on_main_thread(self, identifier, why):
        self.children.cut(identifier)
        if why == "timeout":
            self.receipts.time_out(identifier)
        self.interruption.end(identifier, why)

    def end_in_background(self, identifier, why):
        self.children.cut(identifier)
        import ctypes

        kind = CallEnded
        if why != "timeout":  # the class is the reference's, which extensions may catch
            kind = importlib.import_module("chaoslib.exceptions").ExperimentExitedException
        thread = self.threads.get(identifier)
        if thread is not None:
            ctypes.pythonapi.PyThreadState_SetAsyncExc(
                ctypes.c_ulong(thread.ident), ctypes.py_object(kind)
            )


def tell(text):
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except (AttributeError, OSError, ValueError):
        pass  # closed


def explain(error):
    """Everything that the runner needs to know about an exception."""
    explained = {
        "message": described(error),
        "text": str(error),
        "kinds": [kind.__name__ for kind in type(error).__mro__],
        "trace": own_trace(error),
    }
    if isinstance(error, SystemExit):
        explained["code"] = error.code if isinstance(error.code, int) else str(error.code)
    if isinstance(error, Refused):
        explained["missing"] = getattr(error, "missing", None)
        explained["functions"] = getattr(error, "functions", [])
        explained["argument"] = getattr(error, "argument", "")
        explained["parameters"] = getattr(error, "parameters", [])
    return explained


def own_trace(error):
    """The traceback, starting at the user's code."""
    trace = error.__traceback__
    while trace is not None and trace.tb_frame.f_globals.get("__name__", "").startswith("chaos_worker"):
        trace = trace.tb_next
    return traceback.format_exception(type(error), error, trace)


def import_where_users_expect():
    """Makes modules next to the experiment importable. They come after the standard library, so that a file
    called random.py breaks nothing, and before installed packages."""
    here = directory_now("")
    if not here or here in sys.path:
        return
    installed = [i for i, p in enumerate(sys.path) if p.endswith(("site-packages", "dist-packages"))]
    sys.path.insert(installed[0] if installed else len(sys.path), here)


def main(main_descriptor, side_descriptor, receipt_descriptor):
    import_where_users_expect()
    sys.setrecursionlimit(max(RECURSION, sys.getrecursionlimit()))
    sys.argv = ["chaos"]
    main_wire = Wire(moved_away(main_descriptor), "\0")
    side_wire = Wire(moved_away(side_descriptor), "\0")
    receipts = Receipts(moved_away(receipt_descriptor))
    options = main_wire.read()
    if options is None:
        return
    main_wire.tag = side_wire.tag = options["tag"]
    worker = Worker(main_wire, side_wire, receipts, options)
    stand_in.install(worker.logger)
    worker.interruption.install()
    try:
        faulthandler.enable()
    except (OSError, RuntimeError, AttributeError, ValueError):
        pass  # standard error is closed
    worker.send({"ready": {"version": list(sys.version_info[:3]), "executable": sys.executable}})
    threading.Thread(target=worker.serve_side, daemon=True).start()
    if hasattr(gc, "freeze"):  # existing objects stay, so the collector can skip them
        gc.freeze()
    try:
        worker.serve_main()
    except OSError:  # the runner is gone, or an extension closed the connection
        worker.side_lost(CONNECTION_LOST)
        os._exit(CONNECTION_LOST)
