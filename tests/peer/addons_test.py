"""chaostoolkit-addons: its controls repeat, bypass and interrupt activities."""

import json
import unittest

from programs import run_both

ADDONS = "chaosaddons.controls"


def control(module, **arguments):
    provider = {"type": "python", "module": f"{ADDONS}.{module}", "arguments": arguments}
    return {"name": module, "provider": provider}


def echo(name, kind="action", value=None, **more):
    provider = {"type": "python", "module": "simple", "func": "echo", "arguments": {"value": value}}
    return {"type": kind, "name": name, "provider": provider, **more}


def wait(seconds):
    provider = {"type": "python", "module": "leaving", "func": "linger", "arguments": {"seconds": seconds}}
    return {"type": "action", "name": "linger", "provider": provider}


def limited(name, limit, **more):
    """A probe that is met at most `limit` times; see experiments/counting.py."""
    provider = {"type": "python", "module": "counting", "func": "up_to", "arguments": {"limit": limit}}
    return {"type": "probe", "name": name, "provider": provider, "tolerance": True, **more}


def experiment(method, controls=(), **more):
    return {"title": "Addons", "description": "-", "controls": list(controls), "method": method, **more}


def activities(runs):
    return [run["activity"]["name"] for run in runs]


class AddonsTest(unittest.TestCase):
    maxDiff = None

    def play(self, document, *options, in_order=True):
        """Our outcome, after checking that it equals the reference's."""
        ours, theirs = self.play_both(document, *options)
        arrange = list if in_order else sorted
        self.assertEqual(arrange(theirs.log), arrange(ours.log))
        self.assertEqual(theirs.journal, ours.journal)
        self.assertEqual(theirs.exit_code, ours.exit_code)
        return ours

    def play_both(self, document, *options):
        arguments = ["--no-version-check", "run", *options, "e.json"]
        return run_both(arguments, files={"e.json": json.dumps(document)})

    def test_repeat_inserts_an_activity_again(self):
        method = [echo("again", controls=[control("repeat", repeat_count=3)]), echo("last")]
        outcome = self.play(experiment(method))
        self.assertEqual(["again", "again", "again", "last"], activities(outcome.journal["run"]))
        last_of_them = outcome.journal["run"][2]["activity"]
        self.assertEqual(2, last_of_them["iteration_index"])

    def test_repeat_stops_after_a_failure_when_told_to(self):
        failing = echo("again", controls=[
            control("repeat", repeat_count=3, break_if_previous_iteration_failed=True)])
        failing["provider"].update(module="failing", func="divide", arguments={})
        outcome = self.play(experiment([failing]))
        self.assertEqual(["again"], activities(outcome.journal["run"]))

    def test_repeat_of_rollbacks(self):
        rollbacks = [echo("back", controls=[control("repeat", repeat_count=2)])]
        outcome = self.play(experiment([echo("act")], rollbacks=rollbacks))
        self.assertEqual(["back", "back"], activities(outcome.journal["rollbacks"]))

    def check_bypass(self, bypass, outputs):
        """The control sets `dry` to true, which the reference reads but never obeys: it executes everything.
        Ours skips what the control says will not be executed."""
        method = [echo("act", value=1), echo("look", "probe", value=2)]
        ours, theirs = self.play_both(experiment(method, [bypass]))
        self.assertEqual([1, 2], [run["output"] for run in theirs.journal["run"]])
        self.assertEqual(outputs, [run["output"] for run in ours.journal["run"]])
        self.assertEqual(theirs.messages("WARNING"), ours.messages("WARNING"))
        self.assertTrue(ours.messages("WARNING"))

    def test_bypass_by_name(self):
        self.check_bypass(control("bypass", target_names=["look"]), [1, None])

    def test_bypass_by_type(self):
        self.check_bypass(control("bypass", target_type="action"), [None, 2])

    def play_interrupted(self, document, name):
        """The log records of the safeguard's thread may come too late: see logs_threads in
        differential_test.py."""
        outcome = self.play(document, "--rollback-strategy", "always", in_order=False)
        self.check_interrupted(outcome, name)

    def guarded(self, *probes, seconds=3, **more):
        controls = [control("safeguards", probes=list(probes)), control("synchronization")]
        return experiment([wait(seconds), echo("afterwards")], controls, rollbacks=[echo("back")], **more)

    def test_safeguards_that_are_met_do_not_disturb(self):
        outcome = self.play(self.guarded(
            limited("first", 100), limited("soon", 100, background=True),
            limited("often", 100, frequency=0.1), seconds=0.5))
        self.assertEqual("completed", outcome.journal["status"])

    def test_a_safeguard_before_the_run_interrupts_it(self):
        """The method may have started: the control lets the run continue before it looks at the answer."""
        for outcome in self.play_both(self.guarded(limited("first", 0)), "--rollback-strategy", "always"):
            self.assertEqual(1, outcome.exit_code)
            self.check_interrupted(outcome, "first")

    def test_a_safeguard_in_the_background_interrupts_the_run(self):
        guard = limited("soon", 0, background=True, pauses={"before": 0.7})
        self.play_interrupted(self.guarded(guard), "soon")

    def test_a_repeated_safeguard_interrupts_the_run(self):
        guard = limited("often", 3, frequency=0.3)
        self.play_interrupted(self.guarded(guard), "often")

    def check_interrupted(self, outcome, name):
        self.assertEqual("interrupted", outcome.journal["status"])
        self.assertIn(f"Safeguard '{name}' triggered the end of the experiment", outcome.messages("CRITICAL"))
        self.assertNotIn("afterwards", activities(outcome.journal["run"]))
        self.assertEqual(["back"], activities(outcome.journal["rollbacks"]))

    def test_a_safeguard_is_applied_the_controls_of_its_own(self):
        guard = limited("first", 100, controls=[
            {"name": "seen", "provider": {"type": "python", "module": "recorder"}}])
        outcome = self.play(self.guarded(guard, seconds=0.1), in_order=False)
        self.assertTrue([line for line in outcome.messages("INFO") if "before activity(first)" in line])

    def test_a_safeguard_without_a_tolerance_is_refused(self):
        guard = limited("first", 100)
        del guard["tolerance"]
        outcome = self.play(self.guarded(guard))
        self.assertEqual(1, outcome.exit_code)

    def test_a_safeguard_that_is_no_probe_is_refused(self):
        self.assertEqual(1, self.play(self.guarded(echo("act", tolerance=True))).exit_code)

    def test_a_process_as_safeguard(self):
        guard = limited("soon", 0, background=True)
        guard.update(provider={"type": "process", "path": "false"}, tolerance=0, pauses={"before": 0.5})
        self.play_interrupted(self.guarded(guard), "soon")
