#!/usr/bin/env python3
"""Does everything that clients do with our hub, using ChaosIQ's original client and our own, over HTTP and TLS.

    original_client_test.py CHAOS CHAOSHUB HUB_PROXY [-v] [PATTERN ...]

HTTP exchanges go through the proxy, and must match the description of the hub's interface. With patterns, runs only
the tests whose names contain one of them. The original is installed from PyPI into a virtual environment that is kept;
if that is impossible, its tests are skipped and the exit code is 77 (1 with CHAOS_REQUIRE_PEER=1).
"""

import pathlib
import sys
import time
import unittest
import urllib.error

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "peer"))
import environment  # noqa: E402  # pylint: disable=wrong-import-position
from person import Person, Secret  # noqa: E402  # pylint: disable=wrong-import-position
from running_hub import RunningHub  # noqa: E402  # pylint: disable=wrong-import-position

PROGRAMS = {}  # "ours", "hub" and "proxy": paths; set by main
SECONDS = 60


def process(kind, name, script, **more):
    provider = {"type": "process", "path": "sh", "arguments": ["-c", script]}
    return {"type": kind, "name": name, "provider": provider, **more}


def experiment(title, *actions):
    return {
        "title": title, "description": "For tests",
        "steady-state-hypothesis": {"title": "All is well",
                                    "probes": [process("probe", "well", "true", tolerance=0)]},
        "method": list(actions) or [process("action", "act", "true")],
        "rollbacks": [process("action", "back", "true")],
    }


def block_of(document):
    return next(each for each in document["extensions"] if each["name"] == "chaosiq")


class Work:
    """What users do with a client and a hub; `self.client()` returns the program."""

    tls = False
    guarded = False  # whether the client supports teams that require guarded runs

    def setUp(self):
        binary = self.client()
        self.hub = RunningHub(PROGRAMS["hub"], self.tls, proxy=None if self.tls else PROGRAMS["proxy"])
        self.addCleanup(self.leave_hub)
        self.me = Person(binary, self.hub.certificate)
        self.addCleanup(self.me.leave)
        self.sign_in()

    def leave_hub(self):
        self.hub.stop()
        self.assertEqual([], self.hub.problems)

    def check_output(self, outcome, *texts, code=0):
        self.assertEqual(code, outcome.exit_code, outcome.output)
        for text in texts:
            self.assertIn(text, outcome.output)

    def number_of(self, organization):
        """The one to type; everyone also has a personal organization."""
        names = [each["name"] for each in self.hub.call("GET", "/organizations")]
        return str(1 + names.index(organization))

    def sign_in(self):
        signed_in = self.me.answer("signin", answers=[
            ("ChaosIQ url", self.hub.url), ("ChaosIQ token", Secret(self.hub.token)),
            ("Default organization to use", self.number_of("Acme"))])
        self.check_output(signed_in, "published to team 'Payments' in organization 'Acme'")
        self.assertNotIn(self.hub.token, signed_in.output)

    def run_experiment(self, document, code=0):
        self.me.write("experiment.json", document)
        outcome = self.me.run("run", "experiment.json")
        self.assertEqual(code, outcome.exit_code, outcome.output + self.hub.log())
        return outcome

    def executions(self, team=None):
        return self.hub.of_team("/executions", team=team)

    def experiments(self):
        return self.hub.of_team("/experiments")

    def only_execution(self):
        """The execution with its journal, as stored by the hub, and its events."""
        (found,) = self.executions()
        place = f"/experiments/{found['experiment_id']}/executions/{found['id']}"
        return self.hub.of_team(place), self.hub.of_team(place + "/events?limit=200")


class Scenarios(Work):
    def test_run_is_published(self):
        outcome = self.run_experiment(experiment("Clients are served"))
        kept, events = self.only_execution()
        self.assertIn("Execution available at " + self.hub.url, outcome.output)
        self.assertEqual(("completed", False), (kept["status"], kept["deviated"]))
        self.assertEqual(["act"], [run["activity"]["name"] for run in kept["journal"]["run"]])
        self.assertTrue(kept["journal"]["steady_states"]["after"]["steady_state_met"])
        types = [event["type"] for event in events]
        self.assertEqual("starting-experiment", types[0])
        self.assertEqual("experiment-finished", types[-1])
        for step in ("hypothesis", "method", "activity", "rollback"):
            self.assertEqual(types.count("starting-" + step), types.count(step + "-finished"), step)
        activities = [event["name"] for event in events if event["type"] == "activity-finished"]
        self.assertEqual(["well", "act", "well", "back"], activities)
        written = block_of(self.me.read("journal.json"))
        self.assertEqual((kept["id"], kept["experiment_id"]), (written["execution_id"], written["experiment_id"]))

    def test_experiment_has_versions(self):
        same = experiment("Clients are served")
        first = self.run_experiment(same)
        self.assertNotIn("has not changed", first.output)
        second = self.run_experiment(same)
        self.assertIn("Experiment has not changed since it was created", second.output)
        self.assertEqual([1], [each["version"] for each in self.experiments()])
        self.run_experiment(experiment("Clients are served", process("action", "other", "true")))
        (known,) = self.experiments()
        self.assertEqual(2, known["version"])
        self.assertEqual({known["id"]}, {each["experiment_id"] for each in self.executions()})
        self.assertEqual(3, len(self.executions()))

    def test_deviation(self):
        broken = experiment("It breaks", process("action", "break", "touch broken"))
        broken["steady-state-hypothesis"]["probes"] = [process("probe", "well", "test ! -e broken", tolerance=0)]
        self.run_experiment(broken, code=1)
        kept, _ = self.only_execution()
        self.assertTrue(kept["deviated"])

    def test_characters_beyond_ascii(self):
        """The original sends the journal as Latin-1, which is not valid JSON."""
        title = "Café à Zürich"
        self.run_experiment(experiment(title, process("action", "prüfen", "true")))
        kept, events = self.only_execution()
        self.assertEqual(title, kept["title"])
        self.assertEqual(title, kept["journal"]["experiment"]["title"])
        self.assertEqual("prüfen", kept["journal"]["run"][0]["activity"]["name"])
        self.assertIn("prüfen", [event["name"] for event in events])

    def test_publish(self):
        self.run_experiment(experiment("Clients are served"))
        known = self.me.run("publish", "journal.json")
        self.check_output(known, "Execution findings available at " + self.hub.url)
        self.assertEqual(1, len(self.executions()))
        # Like an unpublished run.
        journal = self.me.read("journal.json")
        journal["extensions"] = []
        journal["experiment"].update(title="Made elsewhere", extensions=[])
        self.me.write("unknown.json", journal)
        unknown = self.me.run("publish", "unknown.json")
        self.check_output(unknown, "Execution available at " + self.hub.url)
        latest = self.executions()[0]
        self.assertEqual(2, len(self.executions()))
        self.assertEqual("Made elsewhere", latest["title"])
        self.assertIsNotNone(latest["ended"])

    def halt(self):
        return self.hub.of_team("/safeguards", "POST", {
            "kind": "halt", "name": "The big red button", "settings": {"reason": "incident 42"}})

    def test_safeguard_stops_a_run(self):
        waiting = "touch begun; while [ ! -e go ]; do sleep 0.05; done"
        self.me.write("experiment.json", experiment(
            "It is stopped", process("action", "first", waiting), process("action", "second", "touch second")))
        going = self.me.begin("run", "experiment.json")
        deadline = time.monotonic() + SECONDS
        while not (self.me.home / "begun").exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        self.halt()
        (self.me.home / "go").touch()
        outcome = self.me.end(going)
        self.check_output(outcome, "safe guards disallow this execution", "The big red button: incident 42", code=1)
        self.assertFalse((self.me.home / "second").exists())
        journal = self.me.read("journal.json")
        self.assertEqual("interrupted", journal["status"])
        (policy,) = block_of(journal)["safeguards"]
        self.assertEqual(("halt", "incident 42"), (policy["kind"], policy["reason"]))
        kept, events = self.only_execution()
        self.assertEqual("interrupted", kept["status"])
        self.assertEqual("experiment-finished", events[-1]["type"])

    def test_safeguard_that_is_lifted(self):
        safeguard = self.halt()
        self.run_experiment(experiment("It waits"), code=1)
        self.hub.of_team("/safeguards/" + safeguard["id"], "PATCH", {"enabled": False})
        self.run_experiment(experiment("It waits"))
        self.assertEqual(["completed", "interrupted"], [each["status"] for each in self.executions()])

    def test_features(self):
        document = experiment("Clients are served")
        self.check_output(self.me.run("disable", "publish"))
        self.run_experiment(document)
        self.assertEqual([], self.experiments())
        self.check_output(self.me.run("enable", "publish"))
        self.check_output(self.me.run("disable", "safeguards"))
        self.halt()
        self.run_experiment(document)
        self.check_output(self.me.run("enable", "safeguards"))
        self.run_experiment(document, code=1)
        self.assertEqual(["interrupted", "completed"], [each["status"] for each in self.executions()])

    def test_team_and_organization(self):
        platform = self.hub.create_team("Platform")
        self.hub.admin("create-organization", "Globex", "--owner", "ada")
        self.hub.admin("create-team", "Ops", "--organization", "Globex", "--owner", "ada")
        teams = [each["name"] for each in self.hub.call("GET", f"/organizations/{self.hub.organization}/teams")]
        chosen = self.me.answer("team", answers=[
            ("Default team to publish to", str(1 + teams.index("Platform")))])
        self.check_output(chosen, "published to team 'Platform' in organization 'Acme'")
        self.run_experiment(experiment("Of the platform"))
        self.assertEqual(1, len(self.executions(platform)))
        self.assertEqual([], self.executions())
        chosen = self.me.answer("org", answers=[("Default organization to use", self.number_of("Globex"))])
        self.check_output(chosen, "Using organization 'Globex'", "published to team 'Ops' in organization 'Globex'")
        self.run_experiment(experiment("Of Globex"))
        self.assertEqual(1, len(self.executions(platform)))

    def test_verification(self):
        self.run_experiment(experiment("Clients are served"))
        (known,) = self.experiments()
        document = experiment("Clients are served all the time")
        document["extensions"] = [{
            "name": "chaosiq", "experiment_id": known["id"], "team_id": self.hub.team,
            "verification": {"id": "v1", "frequency-of-measurement": 1, "warm-up-duration": 1,
                             "duration-of-conditions": 2, "cool-down-duration": 0}}]
        self.me.write("verification.json", document)
        self.check_output(self.me.run("verify", "verification.json"), "Verification looks valid")
        (verification,) = self.hub.of_team("/verifications")
        self.assertEqual(("v1", known["id"]), (verification["id"], verification["experiment_id"]))
        (run,) = self.hub.of_team("/verifications/v1/runs")
        self.assertEqual(("finished", "completed"), (run["state"], run["status"]))
        self.assertGreaterEqual(run["results"]["successful_samples"], 1)
        self.assertEqual(0, run["results"]["deviated_samples"])
        self.assertIsNotNone(run["ended"])
        execution, *_ = self.executions()
        self.assertEqual((run["execution_id"], "completed"), (execution["id"], execution["status"]))

    def test_token_that_is_revoked(self):
        """The original continues without its server; ours touches nothing. The hub knows of neither run."""
        for token in self.hub.call("GET", "/account/tokens"):
            revoked = token["id"]
        self.hub.call("DELETE", "/account/tokens/" + revoked)
        self.run_experiment(experiment("Nobody hears of it", process("action", "act", "touch touched")),
                            code=1 if self.guarded else 0)
        self.assertEqual(not self.guarded, self.me.exists("touched"))
        refused = self.me.answer("signin", answers=[
            ("ChaosIQ url", self.hub.url), ("ChaosIQ token", Secret(self.hub.token))])
        self.check_output(refused, "Your token was not accepted by the server.", code=1)
        with self.assertRaises(urllib.error.HTTPError):
            self.executions()


class OriginalClient(Scenarios, unittest.TestCase):
    def client(self):
        return environment.obtain(environment.original_client)


class OriginalClientOverTls(OriginalClient):
    tls = True


class OurClient(Scenarios, unittest.TestCase):
    guarded = True

    def client(self):
        return PROGRAMS["ours"]


class OurClientOverTls(OurClient):
    tls = True


def main(arguments):
    PROGRAMS.update(zip(("ours", "hub", "proxy"), (pathlib.Path(one).resolve() for one in arguments[:3])))
    patterns = [one for one in arguments[3:] if one != "-v"]
    loader = unittest.TestLoader()
    if patterns:
        loader.testNamePatterns = [f"*{pattern}*" for pattern in patterns]
    tests = loader.loadTestsFromModule(sys.modules[__name__])
    result = unittest.TextTestRunner(verbosity=2 if "-v" in arguments else 1).run(tests)
    for reason in {reason for _, reason in result.skipped}:
        print(f"SKIPPED: the original client: {reason}")
    if not result.wasSuccessful():
        return 1
    return 77 if result.skipped else 0


if __name__ == "__main__":
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1:]))
