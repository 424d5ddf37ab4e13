"""Kills runs at random moments and checks that the system is restored.

Usage: kill_test.py CHAOS PYTHON [VARIANT ...]

watchdog    the watchdog of the run puts the system back
recover     the watchdog is killed before the run is, and then `chaos recover --rollback` is called
race        the watchdog and two calls of `chaos recover --rollback` compete
namespaces  the run has no watchdog and a PID namespace of its own; two calls of `chaos recover --rollback` compete, one
            outside and one in a third namespace

In all of them, each undo that is due runs exactly once, and the system is as it was found within two seconds. Only an
undo that failed may be played again, by `recover`.

CHAOS_KILLS is the number of runs that are killed in progress, per variant. By default each kind of experiment is killed
once; the nightly run does 200. CHAOS_KILL_SEED repeats an earlier test. To try a change by hand, on a machine that does
nothing else:

    CHAOS_KILLS=50 python3 tests/e2e/kill_test.py build/release/apps/chaos/chaos /usr/bin/python3 watchdog race

The two seconds hold for a quiet machine. On a busy one, programs get the processor later: how much later is measured
while the system is put back, and the limit is extended by that factor. The last lines say how large it was.
"""

import collections
import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

LIMIT = 2.0  # seconds after the kill by which everything is as it was found, on a quiet machine
PATIENCE = 60  # seconds after which it counts as never put back
MOST_TRIES = 20  # to kill a run in progress
ROLLBACK_FAILED = 9  # exit code
LONGEST_RUN = 0.7  # seconds, on a quiet machine
LONGEST_FAULT = 0.8  # seconds for which a fault may take effect again
NAMESPACE = ["unshare", "--user", "--map-root-user", "--pid", "--fork", "--mount-proc"]

FUNCTIONS = """
import os, time

def break_it(name):
    open(name + ".fault", "w").close()
    time.sleep(0.3)

def mend(name):
    if os.path.exists(name + ".fault"):
        os.remove(name + ".fault")
    time.sleep(0.02)
    with open("undone", "a") as log:
        log.write(name + "\\n")
"""


def process(name, script, **more):
    provider = {"type": "process", "path": "/bin/sh", "arguments": ["-c", script]}
    return {"type": "action", "name": name, "provider": provider, **more}


def python(name, function, argument):
    provider = {"type": "python", "module": "faults", "func": function, "arguments": {"name": argument}}
    return {"type": "action", "name": name, "provider": provider}


def fault(name, seconds=0.2, **more):
    # A fault that repeatedly takes effect while its process runs.
    script = f"for i in 1 2 3 4; do touch {name}.fault; sleep {seconds / 4}; done"
    return process(f"break {name}", script, **more)


def undo(name):
    # Only its last step counts: an undo that was cut short has not been done.
    return process(f"mend {name}", f"rm -f {name}.fault; sleep 0.02; echo {name} >> undone")


def failing(name):
    return process(f"fail {name}", f"rm -f {name}.fault; echo {name} >> undone; exit 7")


EXPERIMENTS = {
    "plain": ([fault("a"), fault("b")], [undo("a"), undo("b")]),
    "background": ([fault("a", 0.6, background=True), fault("b")], [undo("a"), undo("b")]),
    "python": ([python("break p", "break_it", "p")], [python("mend p", "mend", "p")]),
    "nested": ([fault("a", rollback=undo("a")), fault("b", rollback=[undo("b"), undo("c")])], []),
    "failing": ([fault("a")], [failing("a"), undo("b")]),
}


def experiment(kind):
    method, rollbacks = EXPERIMENTS[kind]
    return {"title": kind, "description": "-", "method": method, "rollbacks": rollbacks}


def undos_due(kind, journal):
    """The undos that must have run, by name."""
    method, rollbacks = EXPERIMENTS[kind]
    names = [step["name"] for step in rollbacks]
    began = [run["activity"]["name"] for run in journal["run"]]
    for step in method:
        if step["name"] in began and "rollback" in step:
            own = step["rollback"]
            names += [each["name"] for each in (own if isinstance(own, list) else [own])]
    return {name.split(" ", 1)[1] for name in names}


def make_environment(directory, interpreter):
    environment = {**os.environ, "HOME": directory, "PYTHONPATH": directory, "CHAOS_PYTHON": interpreter}
    for name in ("XDG_STATE_HOME", "XDG_RUNTIME_DIR", "PYTHONDONTWRITEBYTECODE"):
        environment.pop(name, None)
    return environment


def children(pid):
    with contextlib.suppress(OSError):
        with open(f"/proc/{pid}/task/{pid}/children") as file:
            return [int(child) for child in file.read().split()]
    return []


def name_of(pid):
    with contextlib.suppress(OSError):
        with open(f"/proc/{pid}/comm") as file:
            return file.read().strip()
    return ""


class Load:
    """Measures how much longer than alone a program takes now that needs the processor."""

    BURST = 0.005  # seconds of processor time
    PAUSE = 0.045

    def __init__(self):
        self.used = self.took = 0.0
        self.over = threading.Event()
        self.thread = threading.Thread(target=self.sample)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.thread.join()

    def sample(self):
        while True:
            began, used = time.monotonic(), time.thread_time()
            while time.thread_time() - used < self.BURST:
                pass
            self.used += time.thread_time() - used
            self.took += time.monotonic() - began
            if self.over.wait(self.PAUSE):
                return

    def factor(self):
        return max(1.0, self.took / self.used)


class KilledRun:
    """A run, with whatever kills it and whatever restores the system."""

    def __init__(self, chaos, interpreter, kind, variant, directory):
        self.chaos, self.kind, self.variant, self.directory = chaos, kind, variant, directory
        self.environment = make_environment(directory, interpreter)
        with open(os.path.join(directory, "e.json"), "w") as file:
            json.dump(experiment(kind), file)
        with open(os.path.join(directory, "faults.py"), "w") as file:
            file.write(FUNCTIONS)

    def path(self, name):
        return os.path.join(self.directory, name)

    def start(self, command):
        return subprocess.Popen(command, cwd=self.directory, env=self.environment, stdin=subprocess.DEVNULL,
                                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def leftovers(self):
        found = [name for name in os.listdir(self.directory) if name.endswith(".fault") or ".wal" in name]
        if self.kind == "failing" and self.variant != "watchdog" and "journal.json" in os.listdir(self.directory):
            found = [name for name in found if ".wal" not in name]  # for the next attempt
        return found

    def has_begun(self):
        """Whether the run has started its first activity."""
        if os.path.exists(self.path("journal.json")) or any(name.endswith(".fault") for name in self.leftovers()):
            return True
        with contextlib.suppress(OSError):
            with open(self.path("journal.json.wal")) as file:
                return " activity-started " in file.read()
        return any(".wal" in name for name in self.leftovers())

    def wait(self, run, moment, since_it_began):
        """Waits until that many seconds after the start of the program, or after the first activity has begun."""
        limit = time.monotonic() + PATIENCE
        while since_it_began and run.poll() is None and not self.has_begun() and time.monotonic() < limit:
            time.sleep(0.005)
        time.sleep(moment)

    def kill(self, moment, since_it_began):
        """Returns whether the run was in progress."""
        if self.variant == "namespaces":
            # Process 1 is a shell, so that processes started by the run survive it.
            run = self.start([*NAMESPACE, "sh", "-c", '"$0" run --no-watchdog e.json & wait $!; sleep 60', self.chaos])
            self.namespace = run
            self.wait(run, moment, since_it_began)
            shells = children(run.pid)
            runners = [child for shell in shells for child in children(shell) if name_of(child) == "chaos"]
            for runner in runners:
                os.kill(runner, signal.SIGKILL)
            return bool(runners)
        run = self.start([self.chaos, "run", "e.json"])
        self.wait(run, moment, since_it_began)
        if self.variant == "recover":
            for child in [child for child in children(run.pid) if name_of(child) == "chaos-watchdog"]:
                os.kill(child, signal.SIGKILL)
        run.send_signal(signal.SIGKILL)
        return run.wait() == -signal.SIGKILL

    def recover(self):
        """Returns whether a call has put the system back. One that is refused, because an undo still runs, has not."""
        command = [self.chaos, "recover", "--rollback", "journal.json.wal"]
        calls = {"recover": [command], "race": [command, command], "namespaces": [command, [*NAMESPACE, *command]]}
        processes = [self.start(call) for call in calls[self.variant]]
        return bool({process.wait() for process in processes} & {0, ROLLBACK_FAILED})

    def put_back(self):
        """Has what the variant wants put the system back. Returns how many seconds that took."""
        if self.variant == "namespaces":
            time.sleep(LONGEST_FAULT)  # from outside, nobody can end what still takes effect
        began = time.monotonic()
        while time.monotonic() < began + PATIENCE:
            if os.path.exists(self.path("journal.json")) and not self.leftovers():
                break
            if self.variant != "watchdog" and os.path.exists(self.path("journal.json.wal")) and self.recover():
                break
            time.sleep(0.01)
        return time.monotonic() - began

    def problem(self):
        """The current problem, or None."""
        if not os.path.exists(self.path("journal.json")):
            # The log of a run that had not reached its method remains, because there is nothing to undo.
            faults = [name for name in self.leftovers() if name.endswith(".fault")]
            return f"no journal, and {faults}" if faults else None
        with open(self.path("journal.json")) as file:
            journal = json.load(file)
        done = collections.Counter()
        if os.path.exists(self.path("undone")):
            with open(self.path("undone")) as file:
                done.update(file.read().split())
        time.sleep(0.1)  # nothing must take effect again
        if self.leftovers():
            return f"left behind: {self.leftovers()}"
        due = undos_due(self.kind, journal)
        played_again = {"a"} if self.kind == "failing" and self.variant != "watchdog" else set()
        repeated = [name for name, count in done.items() if count > 1 and name not in played_again]
        if set(done) != due or repeated:
            return f"undone {dict(done)}, due {sorted(due)}"
        return None

    def end(self):
        namespace = getattr(self, "namespace", None)
        if namespace is not None:
            for shell in children(namespace.pid):
                os.kill(shell, signal.SIGKILL)
            namespace.wait()


class Kill:
    """One kill at that moment and what it led to."""

    def __init__(self, chaos, interpreter, kind, variant, moment, since_it_began):
        directory = tempfile.mkdtemp(prefix="chaos-kill-")
        run = KilledRun(chaos, interpreter, kind, variant, directory)
        since = "its first activity" if since_it_began else "its start"
        self.what = f"{variant}: {kind}, killed {moment:.3f} s after {since}"
        self.seconds, self.load, self.problem = 0.0, 1.0, None
        try:
            was_running = run.kill(moment, since_it_began)
            self.was_early = not run.has_begun()
            self.was_in_progress = was_running and not self.was_early
            if not self.was_early:  # otherwise there is nothing to put back
                self.put_back(run)
        finally:
            run.end()
            shutil.rmtree(directory, ignore_errors=True)

    def put_back(self, run):
        with Load() as load:
            self.seconds = run.put_back()
        self.load = load.factor()
        self.problem = run.problem()
        if self.problem is None and self.seconds > LIMIT * self.load:
            self.problem = f"took {self.seconds:.1f} s on a machine that the load makes {self.load:.1f} times slower"


def kill_in_progress(chaos, interpreter, kind, variant):
    """Kills runs of that kind until one was in progress. Returns all kills.

    The first may come before the run has begun anything. A slow machine starts programs late, so the others wait.
    """
    kills = []
    while len(kills) < MOST_TRIES:
        moment = random.uniform(0.0, LONGEST_RUN)
        kills.append(Kill(chaos, interpreter, kind, variant, moment, since_it_began=bool(kills)))
        if kills[-1].was_in_progress:
            return kills
    kills[-1].problem = kills[-1].problem or f"none of {MOST_TRIES} runs was killed in progress"
    return kills


def middle_and_longest(values):
    values = sorted(values)
    return f"{values[len(values) // 2]:.2f}", f"{values[-1]:.2f}"


def can_unshare():
    return subprocess.run([*NAMESPACE, "true"], stderr=subprocess.DEVNULL).returncode == 0


def main():
    chaos, interpreter = os.path.abspath(sys.argv[1]), sys.argv[2]
    variants = sys.argv[3:] or ["watchdog", "recover", "race", "namespaces"]
    if "namespaces" in variants and not can_unshare():
        print("SKIPPED: the variant 'namespaces' needs user namespaces, which are not allowed here")
        variants.remove("namespaces")
    seed = int(os.environ.get("CHAOS_KILL_SEED", time.time_ns() % 1000000))
    count = int(os.environ.get("CHAOS_KILLS", len(EXPERIMENTS)))
    failures = 0
    for variant in variants:
        random.seed(seed)
        kills = []
        for number in range(count):
            kind = list(EXPERIMENTS)[number % len(EXPERIMENTS)]
            for kill in kill_in_progress(chaos, interpreter, kind, variant):
                kills.append(kill)
                if kill.problem:
                    failures += 1
                    print(f"{kill.what}: {kill.problem}", flush=True)
        hits = [kill for kill in kills if kill.was_in_progress]
        middle, longest = middle_and_longest(kill.seconds for kill in hits or kills)
        load, most_load = middle_and_longest(kill.load for kill in hits or kills)
        print(f"{variant}: {len(hits)} runs killed in progress ({len(kills) - len(hits)} before or after), put back "
              f"after {middle} s (median), {longest} s (longest); the load made the machine {load} (median) to "
              f"{most_load} times slower", flush=True)
    print(f"{failures} failures, seed {seed}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
