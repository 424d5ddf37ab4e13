"""Kills runs at random moments and looks whether the system is put back.

Usage: kill_test.py CHAOS PYTHON
CHAOS_KILLS says how many runs are killed; a handful unless given.

Each undo runs exactly once, except for one that was under way: when the end of an undo is not on record, nobody can
know what it did, so it is played again.
"""

import collections
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

LIMIT = 2.0  # seconds after the kill, by which everything is as it was found
SLACK = float(os.environ.get("CHAOS_KILL_SLACK", "8"))  # more, for a busy machine

FUNCTIONS = """
import os, time

def break_it(name):
    open(name + ".fault", "w").close()
    time.sleep(0.3)

def mend(name):
    if os.path.exists(name + ".fault"):
        os.remove(name + ".fault")
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
    # A fault that takes effect again and again, for as long as its process runs.
    script = f"for i in 1 2 3 4; do touch {name}.fault; sleep {seconds / 4}; done"
    return process(f"break {name}", script, **more)


def undo(name):
    # Its last step alone counts: an undo that was cut short before has not been done.
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


def leftovers(directory):
    faults = [name for name in os.listdir(directory) if name.endswith(".fault")]
    logs = [name for name in os.listdir(directory) if ".wal" in name]
    return faults + logs


def wait_until_put_back(directory):
    journal = os.path.join(directory, "journal.json")
    limit = time.monotonic() + LIMIT + SLACK
    while time.monotonic() < limit:
        if os.path.exists(journal) and not leftovers(directory):
            return
        time.sleep(0.01)


def kill_once(chaos, interpreter, kind, moment):
    """Returns what is wrong, or None."""
    directory = tempfile.mkdtemp(prefix="chaos-kill-")
    try:
        with open(os.path.join(directory, "e.json"), "w") as file:
            json.dump(experiment(kind), file)
        with open(os.path.join(directory, "faults.py"), "w") as file:
            file.write(FUNCTIONS)
        environment = {**os.environ, "HOME": directory, "PYTHONPATH": directory, "CHAOS_PYTHON": interpreter}
        environment.pop("XDG_STATE_HOME", None)
        run = subprocess.Popen([chaos, "run", "e.json"], cwd=directory, env=environment,
                               stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(moment)
        run.send_signal(signal.SIGKILL)
        run.wait()
        killed = run.returncode == -signal.SIGKILL
        began = os.path.exists(os.path.join(directory, "journal.json.wal")) or leftovers(directory)
        if killed and not began and not os.path.exists(os.path.join(directory, "journal.json")):
            return None  # before it touched anything
        since = time.monotonic()
        wait_until_put_back(directory)
        seconds = time.monotonic() - since
        left = leftovers(directory)
        path = os.path.join(directory, "journal.json")
        if not os.path.exists(path):
            # The log of a run that had not reached its method stays: there is nothing to undo.
            faults = [name for name in left if name.endswith(".fault")]
            return f"no journal, and {faults}" if faults else None
        with open(path) as file:
            journal = json.load(file)
        done = collections.Counter()
        undone = os.path.join(directory, "undone")
        if os.path.exists(undone):
            with open(undone) as file:
                done.update(file.read().split())
        due = undos_due(kind, journal)
        time.sleep(0.1)
        if leftovers(directory):
            return f"left behind: {leftovers(directory)}"
        repeated = sorted(done.values())[-2:]
        if set(done) != due or repeated[:-1] not in ([], [1]) or repeated[-1:] not in ([], [1], [2]):
            return f"undone {dict(done)}, due {sorted(due)}"
        if seconds > LIMIT + SLACK:
            return f"took {seconds:.1f} s"
        return None
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def main():
    chaos, interpreter = os.path.abspath(sys.argv[1]), sys.argv[2]
    seed = int(os.environ.get("CHAOS_KILL_SEED", time.time_ns() % 1000000))
    random.seed(seed)
    kinds = list(EXPERIMENTS)
    failures = []
    count = int(os.environ.get("CHAOS_KILLS", "10"))
    for number in range(count):
        kind, moment = kinds[number % len(kinds)], random.uniform(0.0, 1.0)
        problem = kill_once(chaos, interpreter, kind, moment)
        if problem:
            failures.append(f"{kind}, killed after {moment:.3f} s: {problem}")
            print(failures[-1], flush=True)
    print(f"{count} kills, {len(failures)} failures, seed {seed}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
