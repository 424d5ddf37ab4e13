"""Experiments that use Python extensively give the same results with our program and the reference.

Compares exit code, console log, standard output, journal, and the files that a case names. A case is an
experiment in the folder experiments/ and the way it is run.
"""

import dataclasses
import difflib
import json
import unittest

from normalise import without_repetitions
from programs import run_both

PARTS = ("exit_code", "log", "stdout", "journal", "files")


@dataclasses.dataclass(frozen=True)
class Case:
    name: str
    experiment: str
    options: tuple = ()  # of the command
    general: tuple = ()  # before the command
    command: str = "run"
    environment: dict = dataclasses.field(default_factory=dict)
    files: tuple = ()
    unordered: bool = False  # background activities may be logged and recorded in any order
    repeats: bool = False  # the number of repetitions depends on timing

    @property
    def arguments(self):
        arguments = ["--no-version-check", *self.general, self.command, *self.options]
        return [*arguments, f"{self.experiment}.yaml"]


def simple(*experiments):
    return [Case(name, name) for name in experiments]


def interrupted_in(*hooks):
    for hook in hooks:
        yield Case(f"interrupted_{hook.replace(' ', '_')}", "interrupting", ("--var", f"where={hook}"))


def left(how, *places, rollbacks="default"):
    for place in places:
        options = ("--var", f"how={how}", "--var", f"where={place}", "--rollback-strategy", rollbacks)
        yield Case(f"left_{how}_in_{place}_{rollbacks}", "leaving", options)


def left_in_background(*ways):
    for how in ways:
        yield Case(f"left_{how}_in_background", "leaving_background",
                   ("--var", f"how={how}", "--rollback-strategy", "always"), unordered=True)


def continuous(strategy, *more, name):
    options = ("--hypothesis-strategy", strategy, "--hypothesis-frequency", "0.2", *more)
    return Case(f"continuous_{name}", "continuous", options, repeats=True, unordered=True)


def keeps(*parts):
    for part in parts:
        yield Case(f"keeps_{part}", "keeper", environment={"PEER_KEEPS": part})


LOG_FILE = ("--log-file", "peer.log")
BELL = ("--settings", "notifications_settings.yaml")
LOADING = ("--settings", "loading_settings.yaml")
TOKEN = {"PEER_TOKEN": "from-environment"}

CASES = [
    *simple("controls_everywhere", "controls_rewrite", "events", "exceptions", "exceptions_in_hypothesis",
            "dynamic_configuration", "tolerances", "tolerance_regex", "tolerance_not_true",
            "tolerance_refuses", "tolerance_empty", "tolerance_raises", "odd_controls", "callables",
            "directory", "library_use", "library_lookup", "outputs", "outputs_unwritable",
            "same_object", "loading", "events_running", "events_hypothesis", "afterthought",
            "settings_none", "logs_threads", "logs_between_levels", "logs_no_traceback", "library_settings",
            "last_words", "dynamic_handler"),
    Case("background", "background", unordered=True),
    Case("slow_import", "slow_import", ("--no-validation",), unordered=True),
    Case("stash", "stash", general=("--settings", "stash_settings.yaml")),
    *interrupted_in("nowhere", "before experiment", "before hypothesis", "after hypothesis", "before method",
                    "before activity", "after activity", "after method", "before rollback",
                    "after rollback", "after experiment"),
    *left("gracefully", "hypothesis", "method", "rollbacks", rollbacks="always"),
    *left("ungracefully", "hypothesis", "method", "rollbacks", rollbacks="always"),
    *left("gracefully", "method"),
    *left("interrupt", "hypothesis", "method", "rollbacks", rollbacks="always"),
    *left("keyboard", "method", "rollbacks", rollbacks="always"),
    *left("exit", "method", "rollbacks", rollbacks="always"),
    *keeps("nothing", "method", "rollbacks", "activity", "arguments", "own"),
    *left_in_background("gracefully", "ungracefully", "never"),
    Case("logs", "logs", general=LOG_FILE, files=("peer.log",)),
    Case("logs_json", "logs", general=("--log-format", "json")),
    Case("notifications", "notifications", general=BELL, files=("notified.txt",)),
    *(Case(f"notifications_of_validation_{name}", f"checking_{name}", general=BELL, command="validate",
           files=("notified.txt",)) for name in ("activity", "control", "experiment", "chaos", "own")),
    Case("secrets", "secrets", environment=TOKEN),
    continuous("continuously", name="through_all"),
    continuous("during-method-only", name="method_only"),
    continuous("during-method-only", "--fail-fast", name="fail_fast"),
    Case("continuous_interrupted", "interrupting", ("--var", "where=sample", "--hypothesis-strategy",
         "during-method-only", "--hypothesis-frequency", "0.1"), unordered=True, repeats=True),
    Case("loading_settings", "loading", general=LOADING),
    Case("loading_file", "loading", ("--control-file", "loading_controls.yaml")),
    Case("loading_both", "loading", ("--control-file", "loading_controls.yaml"), general=LOADING),
    Case("library_settings_given", "library_settings", general=LOADING),
    Case("settings_shared", "settings_use", general=("--settings", "settings_use_settings.yaml")),
    Case("logs_mapping_json", "logs_mapping", general=("--log-format", "json")),
    *(Case(f"{command}_{name}", name, command=command) for command in ("run", "validate") for name in
      ("checking_activity", "checking_control", "checking_experiment", "checking_chaos", "checking_own",
       "checking_nothing")),
    *(Case(f"dry_{what}", "events", ("--dry", what)) for what in ("actions", "probes", "activities")),
]

# Intended differences: (case, part) and the reason. A listed part that does not differ is an error.
LOST_JOURNAL = "the reference dies of the value and leaves half a journal; ours keeps the value's text"
COPIES = "what a function returned or a hook was given is a copy, not the object itself"
PROMPT = "a control that objects to a sample ends what is being executed at once, as a signal does"
DELIBERATE = {
    ("outputs_unwritable", "exit_code"): LOST_JOURNAL,
    ("outputs_unwritable", "log"): LOST_JOURNAL,
    ("outputs_unwritable", "journal"): LOST_JOURNAL,
    ("afterthought", "journal"): COPIES,
    ("same_object", "journal"): COPIES,
    ("events_hypothesis", "journal"): COPIES,
    ("continuous_interrupted", "journal"): PROMPT,
    ("logs_between_levels", "log"): "levels of an extension's own get the name of the next lower one",
    ("logs_mapping_json", "log"): "a mapping that is logged stays one text in JSON records",
}


def key_of_run(run):
    return json.dumps(run, sort_keys=True)


def in_order(journal):
    """The journal with the runs of the method and the rollbacks in an order without races."""
    if not isinstance(journal, dict):
        return journal
    ordered = {part: sorted(journal.get(part) or [], key=key_of_run) for part in ("run", "rollbacks")}
    return {**journal, **ordered}


def without_repeated(journal):
    if not isinstance(journal, dict):
        return journal
    states = journal["steady_states"]
    return {**journal, "steady_states": {**states, "during": without_repetitions(states["during"])}}


def comparable(case, outcome):
    log, journal = outcome.log, outcome.journal
    if case.repeats:
        log, journal = sorted(set(log)), without_repeated(journal)
    if case.unordered:
        log, journal = sorted(log), in_order(journal)
    return dataclasses.replace(outcome, log=log, journal=journal)


def shown(value):
    if isinstance(value, list) and all(isinstance(line, str) for line in value):
        return "\n".join(value)
    return value if isinstance(value, str) else json.dumps(value, indent=1, ensure_ascii=False)


def difference(part, ours, theirs):
    ours, theirs = shown(getattr(ours, part)), shown(getattr(theirs, part))
    lines = difflib.unified_diff(theirs.splitlines(), ours.splitlines(), f"{part} of the reference",
                                 f"{part} of ours", lineterm="", n=3)
    return "\n".join(lines)


class DifferentialTest(unittest.TestCase):
    maxDiff = None

    def check(self, case):
        outcomes = run_both(case.arguments, wanted=case.files, environment=case.environment)
        ours, theirs = (comparable(case, outcome) for outcome in outcomes)
        problems = []
        for part in PARTS:
            found = difference(part, ours, theirs)
            deliberate = (case.name, part) in DELIBERATE
            if found and not deliberate:
                problems.append(found)
            elif deliberate and not found:
                problems.append(f"{part} does not differ: remove it from DELIBERATE")
        if problems:
            self.fail("\n".join(["", *problems]))


def add_tests():
    for case in CASES:
        def test(self, case=case):
            self.check(case)
        setattr(DifferentialTest, f"test_{case.name}", test)


add_tests()