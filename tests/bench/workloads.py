"""What is measured: command lines, the files they need, and how one sees that the work was done."""

import dataclasses
import json
import typing

OUTPUT_BYTES = 20_000_000

# In front of every command but --version: no question to the network, a log file of its own.
COMMON_OPTIONS = ["--no-version-check", "--log-file", "chaos.log"]


@dataclasses.dataclass(frozen=True)
class Aims:
    """What we promise. Ratios are the reference's value divided by ours."""

    speed: float = 1.0
    memory: float = 1.0
    over_limit: typing.Optional[float] = None  # our time divided by the bare loop's


@dataclasses.dataclass(frozen=True)
class Workload:
    """One command line. `files` maps names to bytes; the command runs beside them.

    `says` is a part of what it must print. `runs` and `probes` are how many activities the journal
    must hold, all of them succeeded; `runs` is None when the command writes no journal.
    `bare_spawns` is the count of the bare loop to compare with.
    """

    name: str
    title: str
    arguments: list
    files: dict = dataclasses.field(default_factory=dict)
    says: str = ""
    runs: typing.Optional[int] = None
    probes: int = 0
    bare_spawns: int = 0
    aims: Aims = Aims()

    def find_fault(self, exit_code, output, journal_file):
        """Says what shows that the work was not done, or None."""
        if exit_code != 0:
            return f"exit code {exit_code}"
        if self.says not in output:
            return f"it does not say '{self.says}'"
        if self.runs is None:
            return None
        try:
            return self._find_fault_in(json.loads(journal_file.read_text(encoding="utf-8")))
        except (OSError, ValueError, KeyError) as error:
            return f"the journal cannot be used: {error!r}"

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


def _process(name, path, *arguments, kind="action", **more):
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


def _start_up():
    aims = Aims(speed=50, memory=5)
    hello = _experiment("hello", [_process("say-hello", "echo", "hello")])
    return [
        Workload("version", "--version", ["--version"], says="version", aims=aims),
        _validate("validate", "validate, one activity", hello, aims),
        _run("hello", "run, one echo", hello, runs=1, aims=aims),
    ]


def _processes():
    probes = [_process(f"probe-{n}", "true", kind="probe") for n in range(500)]
    background = [_process(f"action-{n}", "true", background=True) for n in range(100)]
    printing = [_process("print-much", "cat", "output.txt")]
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
        _process(f"probe-{n}", "echo", printed, kind="probe", tolerance=tolerance)
        for n in range(300)
    ]
    return _run("jsonpath", "run, 300 JSONPath tolerances", _experiment("jsonpath", [], probes),
                options=["--hypothesis-strategy", "before-method-only"], runs=0, probes=300)


def _large_documents():
    actions = [_process(f"action-{n}", "true", "--option", str(n)) for n in range(5000)]
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


def all_workloads(http_url):
    return [*_start_up(), *_processes(), _http(http_url), _jsonpath(), *_large_documents()]
