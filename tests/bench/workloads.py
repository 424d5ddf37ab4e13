"""The workloads: command lines, the files that they need, and how to check that the work was done."""

import dataclasses
import json
import typing

OUTPUT_BYTES = 20_000_000

# Options before every command except --version: no network access, a separate log file.
COMMON_OPTIONS = ["--no-version-check", "--log-file", "chaos.log"]


@dataclasses.dataclass(frozen=True)
class Rival:
    """The program to compare with: the reference, or ours with other arguments."""

    name: str
    arguments: typing.Optional[list] = None


REFERENCE = Rival("reference")


@dataclasses.dataclass(frozen=True)
class Aims:
    """Our targets. Ratios are the rival's value divided by ours."""

    speed: float = 1.0
    speed_tolerance: float = 0.0  # the share by which the speed may fall short
    memory: float = 1.0
    over_limit: typing.Optional[float] = None  # our time divided by the bare loop's
    per_call: typing.Optional[float] = None  # additional microseconds per call
    seconds: typing.Optional[float] = None  # maximum wall time
    peak_mib: typing.Optional[float] = None  # maximum memory


@dataclasses.dataclass(frozen=True)
class Workload:
    """One command line. `files` maps names to bytes; the command runs in their directory.

    `says` is a part of what it must print. `runs` and `probes` are how many activities the journal
    must hold, all of them succeeded; `runs` is None when the command writes no journal.
    `bare_spawns` is the count of the bare loop to compare with. `calls` is how often something is
    called that is not when the command is run beside the files `without`: the difference is its cost.
    With `tells_memory` the last activity's output is the peak memory in KiB that counts.
    `rival` is None where only the limits count. `inspect` takes the place of looking at the journal:
    given the directory, it says what shows that the work was not done, or None.
    """

    name: str
    title: str
    arguments: list
    files: dict = dataclasses.field(default_factory=dict)
    says: str = ""
    runs: typing.Optional[int] = None
    probes: int = 0
    bare_spawns: int = 0
    calls: int = 0
    without: dict = dataclasses.field(default_factory=dict)
    tells_memory: bool = False
    rival: typing.Optional[Rival] = REFERENCE
    inspect: typing.Optional[typing.Callable] = None
    aims: Aims = Aims()

    def find_fault(self, exit_code, output, place):
        """Returns what shows that the work was not done in the directory `place`, or None."""
        journal_file = place / "journal.json"
        if exit_code != 0:
            return f"exit code {exit_code}"
        if self.says not in output:
            return f"it does not say '{self.says}'"
        if self.inspect is not None:
            return self.inspect(place)
        if self.runs is None:
            return None
        try:
            return self._find_fault_in(json.loads(journal_file.read_text(encoding="utf-8")))
        except (OSError, ValueError, KeyError) as error:
            return f"the journal cannot be used: {error!r}"

    def told_memory(self, journal_file):
        output = json.loads(journal_file.read_text(encoding="utf-8"))["run"][-1]["output"]
        return int(output["stdout"]) if isinstance(output, dict) else output

    def _find_fault_in(self, journal):
        states = journal["steady_states"]["before"] or {"probes": []}
        activities = journal["run"] + states["probes"]
        if journal["status"] != "completed" or journal["deviated"]:
            return f"it ended {journal['status']}, deviated: {journal['deviated']}"
        if (len(journal["run"]), len(states["probes"])) != (self.runs, self.probes):
            return f"{len(journal['run'])} runs and {len(states['probes'])} probes in the journal"
        if any(activity["status"] != "succeeded" for activity in activities):
            return "an activity did not succeed"
        if any(not probe["tolerance_met"] for probe in states["probes"]):
            return "a tolerance was not met"
        return None


def process(name, path, *arguments, kind="action", **more):
    provider = {"type": "process", "path": path, "arguments": list(arguments)}
    return {"type": kind, "name": name, "provider": provider, **more}


def _experiment(title, method, probes=()):
    document = {"title": title, "description": "Written by the benchmark.", "method": method}
    if probes:
        document["steady-state-hypothesis"] = {"title": "all is well", "probes": list(probes)}
    return {"experiment.json": json.dumps(document, indent=1).encode()}


def _run(name, title, files, options=(), **more):
    arguments = [*COMMON_OPTIONS, "run", *options, "experiment.json"]
    return Workload(name, title, arguments, files, says="Experiment ended with status: completed",
                    **more)


def _validate(name, title, files, aims):
    (document,) = files
    return Workload(name, title, [*COMMON_OPTIONS, "validate", document], files,
                    says="experiment syntax and semantic look valid", aims=aims)


def _start_up(in_memory):
    aims = Aims(speed=50, memory=5)
    # The journal and its log are durable, which costs more on a disk.
    run_aims = Aims(speed=43 if in_memory else 36, speed_tolerance=0.1, memory=5)
    hello = _experiment("hello", [process("say-hello", "echo", "hello")])
    return [
        Workload("version", "--version", ["--version"], says="version", aims=aims),
        _validate("validate", "validate, one activity", hello, aims),
        _run("hello", "run, one echo", hello, runs=1, aims=run_aims),
    ]


def _processes():
    probes = [process(f"probe-{n}", "true", kind="probe") for n in range(500)]
    background = [process(f"action-{n}", "true", background=True) for n in range(100)]
    printing = [process("print-much", "cat", "output.txt")]
    line = b"one line of sixty-four characters, as logs and listings have it\n"
    output = {"output.txt": line * (OUTPUT_BYTES // len(line))}
    return [
        _run("process", "run, 500 process probes", _experiment("probes", probes), runs=500,
             bare_spawns=500, aims=Aims(over_limit=1.3)),
        _run("background", "run, 100 in the background", _experiment("background", background),
             runs=100),
        _run("output", "run, 20 MB of output", {**_experiment("output", printing), **output},
             runs=1),
    ]


def _http(url):
    provider = {"type": "http", "url": url, "timeout": 10}
    probes = [{"type": "probe", "name": f"probe-{n}", "provider": provider} for n in range(500)]
    return _run("http", "run, 500 HTTP probes", _experiment("http", probes), runs=500)


def _jsonpath():
    printed = json.dumps({"items": [{"id": n, "state": "ready"} for n in range(3)]})
    tolerance = {
        "type": "jsonpath",
        "target": "stdout",
        "path": "$.items[*][?(@.id >= 1)].state",
        "count": 2,
    }
    probes = [
        process(f"probe-{n}", "echo", printed, kind="probe", tolerance=tolerance)
        for n in range(300)
    ]
    return _run("jsonpath", "run, 300 JSONPath tolerances", _experiment("jsonpath", [], probes),
                options=["--hypothesis-strategy", "before-method-only"], runs=0, probes=300)


def _large_documents():
    actions = [process(f"action-{n}", "true", "--option", str(n)) for n in range(5000)]
    aims = Aims(speed=20)
    return [
        _validate("validate-large", "validate, 5,000 activities (JSON)",
                  _experiment("large", actions), aims),
        _validate("validate-yaml", "validate, 2,000 activities (YAML)",
                  {"experiment.yaml": _yaml(2000)}, aims),
    ]


def _yaml(count):
    lines = ["title: large", "description: Written by the benchmark.", "method:"]
    for n in range(count):
        lines += [
            "  - type: action",
            f"    name: action-{n}",
            "    provider:",
            "      type: process",
            "      path: 'true'",
            "      timeout: 10",
            f'      arguments: [--option, "{n}"]',
        ]
    return ("\n".join(lines) + "\n").encode()


# Our worker is a second process, so this measures the peak memory of both.
_PYTHON_MODULE = b"""
def quick(): return 1

def peak_of(pid):
    with open('/proc/%s/status' % pid) as status:
        return next(int(line.split()[1]) for line in status if line.startswith('VmHWM'))

def peak():
    import os
    runner = os.getppid()
    with open('/proc/%d/comm' % runner) as comm:
        both = comm.read().strip() == 'chaos'
    return peak_of('self') + (peak_of(runner) if both else 0)
"""

# A control's hooks as declared in the reference's documentation and its template for extensions, and hooks
# that take all possible parameters. Neither do anything.
_DOCUMENTED = """
def before_{level}_control(context, configuration=None, secrets=None, **kwargs):
    pass


def after_{level}_control(context, state, configuration=None, secrets=None, **kwargs):
    pass
"""
_GREEDY = """
def before_{level}_control(context, state=None, experiment=None, configuration=None, secrets=None,
                           settings=None, **kwargs):
    pass


def after_{level}_control(context, state=None, experiment=None, configuration=None, secrets=None,
                          settings=None, **kwargs):
    pass
"""
_UNUSED = """
def before_hypothesis_control(context, **kwargs):
    pass  # never called, but Python is started for it nevertheless
"""


def _python(name, function):
    provider = {"type": "python", "module": "tools", "func": function}
    return {"type": "probe", "name": name, "provider": provider}


def _python_probes(name, title, count, aims):
    method = [_python(f"probe-{n}", "quick") for n in range(count - 1)] + [_python("peak", "peak")]
    files = {**_experiment("python", method), "tools.py": _PYTHON_MODULE}
    return _run(name, title, files, runs=count, tells_memory=True, aims=aims)


def _hooks(name, title, hooks, aims):
    method = [process(f"action-{n}", "true", "--option", str(n)) for n in range(300)]
    document = json.loads(_experiment("hooks", method)["experiment.json"])
    document["controls"] = [{"name": "tools", "provider": {"type": "python", "module": "tools"}}]
    experiment = {"experiment.json": json.dumps(document).encode()}
    levels = ["experiment", "method", "rollback", "activity"]
    tools = "".join(hooks.format(level=level) for level in levels)
    return _run(name, title, {**experiment, "tools.py": tools.encode()},
                options=["--dry", "activities"], runs=300, calls=606,
                without={**experiment, "tools.py": _UNUSED.encode()}, aims=aims)


def _python_workloads():
    return [
        _python_probes("python", "run, one Python probe", 1, Aims(speed=2)),
        _python_probes("python-many", "run, 300 Python probes", 300, Aims()),
        _hooks("hooks", "run, 606 calls of a control's hooks", _DOCUMENTED,
               Aims(speed=0, memory=0, per_call=150)),
        _hooks("hooks-greedy", "run, 606 calls of hooks that take all", _GREEDY,
               Aims(speed=0, memory=0)),
    ]


def _restoring(name, title, without, aims):
    """A run with one rollback, compared with the same run without `without`."""
    document = json.loads(_experiment(name, [process("break", "true")])["experiment.json"])
    document["rollbacks"] = [process("mend", "true")]
    files = {"experiment.json": json.dumps(document).encode()}
    return _run(name, title, files, runs=1, calls=1, aims=aims,
                without={"experiment.json": json.dumps({**document, **without(document)}).encode()})


def _put_back():
    cost = Aims(speed=0, memory=0, per_call=2000)
    return [
        _restoring("watchdog", "run with a rollback: the watchdog's share",
                   lambda document: {"runtime": {"watchdog": False}}, cost),
        # An undo with retries does not have a keeper.
        _restoring("keeper", "run with a rollback: the keeper's share",
                   lambda document: {"rollbacks": [{**undo, "retries": {"count": 1, "delay": 0}}
                                                   for undo in document["rollbacks"]]},
                   Aims(speed=0, memory=0)),
    ]


def all_workloads(http_url, in_memory):
    """`in_memory`: whether the files of the workloads are in memory, not on a disk."""
    return [*_start_up(in_memory), *_put_back(), *_processes(), _http(http_url), _jsonpath(), *_large_documents(),
            *_python_workloads()]
