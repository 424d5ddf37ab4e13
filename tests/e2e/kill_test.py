"""Kills runs at random moments and checks that the system is restored.

Usage: kill_test.py CHAOS PYTHON [VARIANT ...]

CHAOS_KILLS is the number of kills per variant (default: 2), CHAOS_KILL_SEED repeats an earlier test, and
CHAOS_KILL_SLACK is the number of additional seconds for a busy machine. The variants:

watchdog    the run's watchdog restores the system
recover     the watchdog is killed before the run is, and then `chaos recover --rollback` is called
race        the watchdog and two calls of `chaos recover --rollback` compete
namespaces  the run has its own PID namespace and no watchdog; `chaos recover --rollback` is called outside

In each variant, every undo that is due runs exactly once. Only a failed undo may be played again, by `recover`.
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
import time

LIMIT = 2.0  # seconds after the kill until everything must be as before
SLACK = float(os.environ.get("CHAOS_KILL_SLACK", "20"))
ROLLBACK_FAILED = 9  # exit code
LONGEST_RUN = 0.7  # seconds
LONGEST_FAULT = 0.8  # seconds during which a fault may take effect again
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

    def kill(self, moment):
        """Kills the run and waits for its end."""
        if self.variant == "namespaces":
            # Process 1 is a shell, so that processes started by the run survive it.
            run = self.start([*NAMESPACE, "sh", "-c", '"$0" run --no-watchdog e.json & wait $!; sleep 60', self.chaos])
            time.sleep(moment)
            self.namespace = run
            shells = [shell for unshare in [run.pid] for shell in children(unshare)]
            for runner in [child for shell in shells for child in children(shell) if name_of(child) == "chaos"]:
                os.kill(runner, signal.SIGKILL)
            return time.monotonic()
        run = self.start([self.chaos, "run", "e.json"])
        time.sleep(moment)
        if self.variant == "recover":
            for child in [child for child in children(run.pid) if name_of(child) == "chaos-watchdog"]:
                os.kill(child, signal.SIGKILL)
        run.send_signal(signal.SIGKILL)
        run.wait()
        return time.monotonic()

    def put_back(self):
        """Restores the system in the variant's way."""
        if self.variant == "namespaces":
            time.sleep(LONGEST_FAULT)  # from outside, nobody can end faults that are still in effect
        recoveries = {"watchdog": 0, "recover": 1, "race": 2, "namespaces": 1}[self.variant]
        limit = time.monotonic() + LIMIT + SLACK
        while time.monotonic() < limit:
            if os.path.exists(self.path("journal.json")) and not self.leftovers():
                return
            if os.path.exists(self.path("journal.json.wal")):
                # Repeat it if it is refused because an undo is still running.
                calls = [self.start([self.chaos, "recover", "--rollback", "journal.json.wal"])
                         for _ in range(recoveries)]
                if {call.wait() for call in calls} & {0, ROLLBACK_FAILED}:
                    return
            time.sleep(0.01)

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


def kill_once(chaos, interpreter, kind, variant, moment):
    """Returns the problem or None, and the seconds that it took to restore the system."""
    directory = tempfile.mkdtemp(prefix="chaos-kill-")
    run = KilledRun(chaos, interpreter, kind, variant, directory)
    try:
        since = run.kill(moment)
        if not run.has_begun():
            return None, 0  # there is nothing to restore
        run.put_back()
        seconds = time.monotonic() - since
        problem = run.problem()
        if problem is None and seconds > LIMIT + SLACK:
            problem = f"took {seconds:.1f} s"
        return problem, seconds
    finally:
        run.end()
        shutil.rmtree(directory, ignore_errors=True)


def can_unshare():
    return subprocess.run([*NAMESPACE, "true"], stderr=subprocess.DEVNULL).returncode == 0


def main():
    chaos, interpreter = os.path.abspath(sys.argv[1]), sys.argv[2]
    variants = sys.argv[3:] or ["watchdog", "recover", "race", "namespaces"]
    if "namespaces" in variants and not can_unshare():
        print("SKIPPED: the variant 'namespaces' needs user namespaces, which are not allowed here")
        variants.remove("namespaces")
    seed = int(os.environ.get("CHAOS_KILL_SEED", time.time_ns() % 1000000))
    count = int(os.environ.get("CHAOS_KILLS", "2"))
    failures = 0
    for variant in variants:
        random.seed(seed)
        times = []
        for number in range(count):
            kind, moment = list(EXPERIMENTS)[number % len(EXPERIMENTS)], random.uniform(0.0, LONGEST_RUN)
            problem, seconds = kill_once(chaos, interpreter, kind, variant, moment)
            times.append(seconds)
            if problem:
                failures += 1
                print(f"{variant}: {kind}, killed after {moment:.3f} s: {problem}", flush=True)
        times.sort()
        print(f"{variant}: {count} kills, put back after {times[len(times) // 2]:.2f} s (median), "
              f"{times[-1]:.2f} s (longest)", flush=True)
    print(f"{failures} failures, seed {seed}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
