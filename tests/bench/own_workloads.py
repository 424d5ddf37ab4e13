"""Workloads without an equivalent in the reference: reports, and several experiments at once."""

import datetime
import json

from workloads import COMMON_OPTIONS, Aims, Rival, Workload, process

ACTIVITIES = 10_000
EXPERIMENTS = 100
JOURNALS = "journals"


def _journal():
    """The journal of a run of many activities, every hundredth of which failed."""
    start = datetime.datetime(2026, 1, 1)
    method = [process(f"activity-{n}", "echo", "--option", str(n)) for n in range(ACTIVITIES)]
    runs = []
    for n, activity in enumerate(method):
        begin = start + datetime.timedelta(milliseconds=20 * n)
        run = {
            "activity": activity,
            "output": {"status": 0, "stdout": f"--option {n}\n", "stderr": ""},
            "start": begin.isoformat(),
            "status": "succeeded",
            "end": (begin + datetime.timedelta(milliseconds=15)).isoformat(),
            "duration": 0.015,
        }
        if n % 100 == 99:
            trace = ["Traceback (most recent call last):\n", "chaoslib.exceptions.ActivityFailed: no\n"]
            run = {**run, "status": "failed", "output": None, "exception": trace}
        runs.append(run)
    return {
        "chaoslib-version": "1.44.0",
        "platform": "Linux",
        "node": "bench",
        "experiment": {"title": "large", "description": "Written by the benchmark.",
                       "method": method},
        "start": start.isoformat(),
        "status": "completed",
        "deviated": False,
        "steady_states": {"before": None, "after": None, "during": []},
        "run": runs,
        "rollbacks": [],
        "end": runs[-1]["end"],
        "duration": 0.02 * ACTIVITIES,
    }


def _fault_in_report(place):
    page = (place / "report.html").read_text(encoding="utf-8")
    missing = [n for n in range(ACTIVITIES) if f"activity-{n}<" not in page]
    if missing:
        return f"{len(missing)} activities are not in the report"
    return None if "</html>" in page else "the report is cut"


# Prints the peak memory, in KiB, of the watchdog of the run that executes it, once that waits.
_PEAK_OF_GUARDIAN = """
sleep 0.2
exec awk -v run=$PPID '/^Name:/ { name = $2 } /^PPid:/ { parent = $2 }
/^VmHWM:/ { if (name == "chaos-watchdog" && parent == run) print $2 }' /proc/[0-9]*/status 2>/dev/null
"""


def _guardian():
    document = {"title": "guardian", "description": "Written by the benchmark.",
                "method": [process("peak", "sh", "-c", _PEAK_OF_GUARDIAN)],
                "rollbacks": [process("mend", "true")]}
    files = {"experiment.json": json.dumps(document).encode()}
    return Workload("guardian", "the watchdog of a run with a rollback",
                    [*COMMON_OPTIONS, "run", "experiment.json"], files,
                    says="Experiment ended with status: completed", runs=1, tells_memory=True, rival=None,
                    aims=Aims(peak_mib=8))


def _report():
    journal = {"journal.json": json.dumps(_journal()).encode()}
    arguments = [*COMMON_OPTIONS, "report", "--output", "report.html", "journal.json"]
    return Workload("report", "report (HTML), 10,000 activities", arguments, journal, rival=None,
                    inspect=_fault_in_report, aims=Aims(seconds=2, peak_mib=300))


def _title(n):
    return f"experiment {n}"


def _one_experiment(n):
    action = process("wait", "sh", "-c", f"sleep 0.2; echo {n}")
    document = {"title": _title(n), "description": "Written by the benchmark.", "method": [action]}
    return json.dumps(document).encode()


def _fault_in_journals(place):
    """Checks that every experiment has its own journal, with its own output."""
    found = sorted(path.name for path in (place / JOURNALS).glob("*.json"))
    if found != sorted(f"e{n}.json" for n in range(EXPERIMENTS)):
        return f"there are {len(found)} journals"
    for n in range(EXPERIMENTS):
        journal = json.loads((place / JOURNALS / f"e{n}.json").read_text(encoding="utf-8"))
        done = (journal["status"], journal["experiment"]["title"],
                [run["output"]["stdout"] for run in journal["run"]])
        if done != ("completed", _title(n), [f"{n}\n"]):
            return f"e{n}.json is the journal of {done}"
    return None


def _suite():
    files = {f"e{n}.json": _one_experiment(n) for n in range(EXPERIMENTS)}
    one_by_one = [*COMMON_OPTIONS, "run", "--journal-dir", JOURNALS, "--jobs", "1", *files]
    at_once = [*COMMON_OPTIONS, "run", "--journal-dir", JOURNALS, "--jobs", "8", *files]
    return Workload("suite", "run, 100 experiments, --jobs 8", at_once, files,
                    says=f"{EXPERIMENTS} experiments: {EXPERIMENTS} completed",
                    rival=Rival("--jobs 1", one_by_one), inspect=_fault_in_journals,
                    aims=Aims(speed=6, memory=0))


def own_workloads():
    return [_report(), _guardian(), _suite()]
