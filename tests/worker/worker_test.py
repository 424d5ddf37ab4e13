"""The worker from the runner's point of view: a process that is called over its connections."""
import os
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import unittest

from chaos_worker import wire
from chaos_worker.wire import Wire

START = "import sys; from chaos_worker.main import main; main(*map(int, sys.argv[1:]))"
SIGNALS = ("SIGINT", "SIGTERM", "SIGUSR1", "SIGUSR2")
LIMIT = 60  # seconds, for tests that would hang

TOOLS = """
import _thread, concurrent.futures, json, multiprocessing, os, signal, subprocess, sys, threading, time

def quick(): return 1

# Children

def handlers():
    return {name: str(signal.getsignal(getattr(signal, name))) for name in %r}

def fork():
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(write, json.dumps([handlers(), sorted(signal.pthread_sigmask(signal.SIG_BLOCK, ())),
                                    sorted(os.listdir('/proc/self/fd'))]).encode())
        os._exit(3)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 3
    return json.loads(os.read(read, 100_000))

def fork_and_return(result):
    child = os.fork()
    if child: return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if result == 'exit': sys.exit(3)
    if result == 'plain exit': sys.exit()
    if result == 'error': raise ValueError('in the child')

def kill_fork(number):
    child = os.fork()
    if child == 0: time.sleep(%d)
    os.kill(child, number)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

def double(n): return 2 * n

def terminate(method):
    process = multiprocessing.get_context(method).Process(target=time.sleep, args=(%d,), daemon=True)
    process.start()
    process.terminate()
    process.join()
    return process.exitcode

def leave_daemon(method):
    multiprocessing.get_context(method).Process(target=time.sleep, args=(%d,), daemon=True).start()

def pool(method):
    with multiprocessing.get_context(method).Pool(2) as pool: return pool.map(double, [1, 2, 3])

def executor(method):
    context = multiprocessing.get_context(method)
    with concurrent.futures.ProcessPoolExecutor(2, context) as executor:
        return list(executor.map(double, [1, 2, 3]))

def preexec():
    process = subprocess.Popen(['sleep', '%d'], preexec_fn=os.setsid)
    process.terminate()
    return process.wait()

def daemonize(path):
    child = os.fork()
    if child == 0:
        os.setsid()
        if os.fork(): os._exit(0)
        os.closerange(0, 65536)
        with open(path) as pipe: pipe.read()  # outlives the function
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

# Interruptions

def interrupt_self(how):
    try:
        {'main': _thread.interrupt_main, 'raise': lambda: signal.raise_signal(signal.SIGINT),
         'kill': lambda: os.kill(os.getpid(), signal.SIGINT),
         'timer': lambda: threading.Timer(0, _thread.interrupt_main).start()}[how]()
        time.sleep(%d)
    except KeyboardInterrupt: return 'interrupted'

def wait():
    try:
        print('up', flush=True)
        time.sleep(%d)
    except BaseException as error:
        return [type(error).__name__, str(error)] + [
            kind.__name__ for kind in (KeyboardInterrupt, Exception) if isinstance(error, kind)]

def idle():
    print('up', flush=True)
    while True: time.sleep(0.01)

def clean_up(path):
    try:
        print('up', flush=True)
        time.sleep(%d)
    except KeyboardInterrupt:
        print('cleaning', flush=True)
        with open(path) as pipe: return pipe.read()

# Connections

def close(last): os.closerange(3, last); return 'closed'
def write(descriptor): os.write(descriptor, b'\\0\\0\\0\\5hello')
def descriptors(): return sorted(map(int, os.listdir('/proc/self/fd')))
def patch():
    json.dumps = json.loads = lambda *a, **k: 'x'
    json.JSONEncoder.encode = json.JSONEncoder.iterencode = lambda self, o, *a: 'broken'
    json.JSONDecoder.decode = json.JSONDecoder.raw_decode = lambda *a: None
    json.encoder.c_make_encoder = json.encoder.encode_basestring = None
    json.scanner.make_scanner = json.scanner.c_make_scanner = None
    os.read = os.write = None
def nested(levels, inner=None):
    value = inner or []
    for _ in range(levels - 1): value = [value]
    return value
def nested_sets(levels): return nested(levels, [{1}])
class Silent:
    def __str__(self): raise ValueError('I have no text')
def silent(): return Silent()
def huge(): return 10 ** 10_000
def remove_directory(path):
    os.mkdir(path); os.chdir(path); os.rmdir(path)
""" % ((SIGNALS,) + (10 * LIMIT,) * 7)


class Runner:
    """Plays the runner's part."""

    def __init__(self, directory):
        pathlib.Path(directory, "tools.py").write_text(TOOLS)
        ends = [socket.socketpair() for _ in range(3)]
        theirs = [end.fileno() for _, end in ends]
        self.process = subprocess.Popen(
            [sys.executable, "-c", START] + [str(number) for number in theirs],
            pass_fds=theirs,
            cwd=directory,
            env=dict(os.environ, PYTHONPATH=str(pathlib.Path(wire.__file__).resolve().parents[1])),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _, end in ends:
            end.close()
        self.sockets = [end for end, _ in ends]
        for end in self.sockets:
            end.settimeout(None)
        self.main, self.side = [Wire(end.fileno(), "tag") for end in self.sockets[:2]]
        self.receipts = self.sockets[2]
        self.main.write({"tag": "tag", "runner": os.getpid(), "log_level": 20})
        assert "ready" in self.main.read()
        self.last = 0

    def start(self, function, receipt=None, **arguments):
        self.last += 1
        call = {"id": self.last, "call": "run", "module": "tools", "func": function}
        if receipt is not None:
            call["receipt"] = receipt
        self.main.write(dict(call, arguments=arguments, injected={}))

    def answer(self):
        while True:
            frame = self.main.read()
            if frame is None or frame.get("id") == self.last:
                return frame

    def call(self, function, **arguments):
        self.start(function, **arguments)
        return self.answer()

    def end(self, why):
        self.side.write({"end": self.last, "main": True, "why": why})

    def leave(self):
        """The exit code of the worker, and its standard error."""
        self.main.write({"leave": True})
        _, errors = self.process.communicate(timeout=LIMIT)
        return self.process.returncode, errors

    def die(self):
        """Simulates that the runner is killed."""
        for end in self.sockets:
            end.close()

    def close(self):
        self.process.kill()
        self.process.communicate()
        self.die()


class WorkerTest(unittest.TestCase):
    def setUp(self):
        place = tempfile.TemporaryDirectory()
        self.addCleanup(place.cleanup)
        self.directory = place.name
        self.runner = Runner(place.name)
        self.addCleanup(self.runner.close)
        signal.signal(signal.SIGALRM, self.hung)
        signal.alarm(LIMIT)
        self.addCleanup(signal.alarm, 0)

    def hung(self, number, frame):
        raise TimeoutError("the worker does not answer")

    def output(self, function, **arguments):
        answer = self.runner.call(function, **arguments)
        self.assertNotIn("error", answer or {"error": "the worker is gone"})
        return answer["output"]

    def error(self, function, **arguments):
        return self.runner.call(function, **arguments)["error"]["message"]

    def pipe(self):
        path = os.path.join(self.directory, "pipe")
        os.mkfifo(path)
        return path


class ChildrenTest(WorkerTest):
    METHODS = ("fork", "forkserver", "spawn")

    def test_forked_child_has_the_signals_of_a_python_program(self):
        handlers, blocked, descriptors = self.output("fork")
        self.assertIn("default_int_handler", handlers.pop("SIGINT"))
        self.assertEqual(set(handlers.values()), {str(signal.SIG_DFL)})
        self.assertEqual(blocked, [])
        self.assertTrue(all(int(number) < 20 for number in descriptors), descriptors)

    def test_forked_child_is_ended_by_signals(self):
        for number in (signal.SIGTERM, signal.SIGUSR1, signal.SIGUSR2):
            self.assertEqual(self.output("kill_fork", number=number), -number)

    def test_forked_child_that_returns_exits(self):
        self.assertEqual(self.output("fork_and_return", result="value"), 0)
        self.assertEqual(self.output("fork_and_return", result="plain exit"), 0)
        self.assertEqual(self.output("fork_and_return", result="exit"), 3)
        self.assertEqual(self.output("fork_and_return", result="error"), 1)
        self.assertIn("ValueError: in the child", self.runner.leave()[1])

    def test_daemon_process_can_be_terminated(self):
        for method in self.METHODS:
            self.assertEqual(self.output("terminate", method=method), -signal.SIGTERM, method)

    def test_daemon_processes_end_with_the_worker(self):
        for method in self.METHODS:
            self.output("leave_daemon", method=method)
        self.assertEqual(self.runner.leave(), (0, ""))

    def test_pools_work(self):
        for method in self.METHODS:
            self.assertEqual(self.output("pool", method=method), [2, 4, 6], method)
            self.assertEqual(self.output("executor", method=method), [2, 4, 6], method)
        self.assertEqual(self.runner.leave(), (0, ""))

    def test_program_started_with_preexec_fn_can_be_terminated(self):
        self.assertEqual(self.output("preexec"), -signal.SIGTERM)

    def test_daemonized_grandchild_outlives_the_worker(self):
        path = self.pipe()
        self.assertEqual(self.output("daemonize", path=path), 0)
        self.assertEqual(self.runner.leave(), (0, ""))
        with open(path, "w"):  # returns once the grandchild reads
            pass


class InterruptionTest(WorkerTest):
    def test_function_that_interrupts_itself_gets_keyboard_interrupt(self):
        for how in ("main", "raise", "kill", "timer"):
            self.assertEqual(self.output("interrupt_self", how=how), "interrupted", how)

    def interrupted(self, why):
        self.runner.start("wait")
        self.assertEqual(self.runner.process.stdout.readline(), "up\n")
        self.runner.end(why)
        return self.runner.answer()["output"]

    def test_interruptions_raise_what_the_reference_raises(self):
        self.assertEqual(self.interrupted("SIGINT"), ["KeyboardInterrupt", "", "KeyboardInterrupt"])
        self.assertEqual(
            self.interrupted("SIGTERM"),
            ["InterruptExecution", "SIGTERM signal received", "KeyboardInterrupt", "Exception"],
        )
        self.assertEqual(self.interrupted("SIGUSR1"), ["SystemExit", "20"])
        self.assertEqual(self.interrupted("SIGUSR2"), ["SystemExit", "30"])

    def test_timeout_runs_handlers_for_keyboard_interrupt(self):
        self.assertEqual(self.interrupted("timeout"), ["CallEnded", "timeout", "KeyboardInterrupt"])

    def test_signal_of_the_terminal_and_request_of_the_runner_are_one_interruption(self):
        path = self.pipe()
        for first in ("terminal", "runner"):
            self.runner.start("clean_up", path=path)
            self.assertEqual(self.runner.process.stdout.readline(), "up\n")
            if first == "terminal":
                self.runner.process.send_signal(signal.SIGINT)
            else:
                self.runner.end("SIGINT")
            self.assertEqual(self.runner.process.stdout.readline(), "cleaning\n")
            if first == "terminal":
                self.runner.end("SIGINT")
            else:
                self.runner.process.send_signal(signal.SIGINT)
            with open(path, "w") as pipe:
                pipe.write("clean")
            self.assertEqual(self.runner.answer()["output"], "clean", first)

    def test_background_call_ends_without_waiting_for_an_import(self):
        package = pathlib.Path(self.directory, "chaoslib")
        package.mkdir()
        (package / "__init__.py").write_text("import time; time.sleep(%d)" % (10 * LIMIT))
        (package / "exceptions.py").touch()
        call = {"id": 7, "call": "run", "module": "tools", "func": "idle"}
        self.runner.side.write(dict(call, arguments={}, injected={}))
        self.assertEqual(self.runner.process.stdout.readline(), "up\n")
        self.runner.side.write({"end": 7, "main": False, "why": "SIGUSR2"})
        error = self.runner.side.read()["error"]
        self.assertEqual(error["message"], "chaoslib.exceptions.ExperimentExitedException")
        self.assertEqual(error["kinds"][0], "ExperimentExitedException")

    def test_signal_between_calls_interrupts_nothing(self):
        self.output("quick")
        self.runner.process.send_signal(signal.SIGINT)
        self.assertEqual(self.output("quick"), 1)


class ConnectionTest(WorkerTest):
    def test_descriptors_that_extensions_close_or_write_to_are_not_the_connections(self):
        self.assertEqual(self.output("close", last=64), "closed")
        for descriptor in (3, 4, 5, 6):
            self.assertIn("Bad file descriptor", self.error("write", descriptor=descriptor))
        low = [number for number in self.output("descriptors") if 2 < number < 100]
        self.assertEqual(len(low), 1, "the one that lists them")

    def test_functions_of_the_standard_library_can_be_replaced(self):
        self.runner.call("patch")
        self.assertEqual(self.output("nested", levels=3), [[[]]])

    def test_value_nested_deeply_is_sent(self):
        value = self.output("nested", levels=870)
        for _ in range(869):
            (value,) = value
        self.assertEqual(value, [])

    def test_value_nested_too_deeply_fails_its_call(self):
        for function, levels in (("nested", 900), ("nested", 5000), ("nested_sets", 900)):
            self.assertEqual(
                self.error(function, levels=levels),
                "RecursionError: a value is nested too deeply: a journal can hold 880 levels",
            )
            self.assertEqual(self.output("quick"), 1)

    def test_value_that_cannot_be_written_fails_its_call(self):
        self.assertIn("Silent object", self.output("silent"))
        if hasattr(sys, "get_int_max_str_digits"):
            self.assertIn("ValueError: Exceeds the limit", self.error("huge"))
        self.assertEqual(self.output("quick"), 1)

    def test_current_directory_may_be_removed(self):
        path = os.path.join(self.directory, "gone")
        self.runner.call("remove_directory", path=path)
        self.assertEqual(self.output("quick"), 1)


if __name__ == "__main__":
    unittest.main()
