"""chaostoolkit-kubernetes: validation of experiments; there is no cluster to run them against."""

import json
import pathlib
import unittest

from programs import run_both

# Published experiments that are not part of this project, if they are available.
CORPUS = pathlib.Path(__file__).resolve().parents[3] / "shared" / "corpus"
EVERY = 3  # use every third one, to save time


def activity(module, function, kind="action", **arguments):
    provider = {"type": "python", "module": f"chaosk8s.{module}", "func": function, "arguments": arguments}
    return {"type": kind, "name": f"{module}.{function}", "provider": provider}


def hypothesis(*probes):
    return {"title": "The shop answers", "probes": list(probes)}


def with_tolerance(probe, tolerance):
    return {**probe, "type": "probe", "tolerance": tolerance}


def losing_pods():
    return {
        "title": "The shop survives the loss of pods",
        "description": "Two of its pods are ended.",
        "secrets": {"cluster": {"KUBERNETES_CONTEXT": "test"}},
        "steady-state-hypothesis": hypothesis(
            with_tolerance(activity("deployment.probes", "deployment_available_and_healthy",
                                    name="cart", ns="shop"), True),
            with_tolerance(activity("pod.probes", "pods_in_phase", label_selector="app=cart",
                                    phase="Running", ns="shop"), True)),
        "method": [
            {**activity("pod.actions", "terminate_pods", label_selector="app=cart", qty=2, rand=True,
                        grace_period=0, ns="shop"), "pauses": {"after": 10}},
            activity("pod.probes", "count_pods", "probe", label_selector="app=cart", ns="shop")],
        "rollbacks": [activity("deployment.actions", "scale_deployment", name="cart", replicas=3, ns="shop")],
    }


def draining_a_node():
    return {
        "title": "A node is drained",
        "description": "And put back to work.",
        "configuration": {"node": {"type": "env", "key": "NODE", "default": "worker-1"}},
        "method": [
            activity("node.actions", "cordon_node", name="${node}"),
            activity("node.actions", "drain_nodes", name="${node}", timeout=60,
                     delete_pods_with_local_storage=True),
            activity("node.probes", "get_nodes", "probe")],
        "rollbacks": [activity("node.actions", "uncordon_node", name="${node}")],
    }


class KubernetesTest(unittest.TestCase):
    maxDiff = None

    def validate(self, document):
        """Whether it is valid, and the first message if it is not: the same in both."""
        ours, theirs = run_both(["--no-version-check", "validate", "e.json"],
                                files={"e.json": json.dumps(document)})
        self.assertEqual(theirs.log, ours.log)
        self.assertEqual(theirs.exit_code, ours.exit_code)
        return ours.exit_code, (ours.messages("ERROR") or [None])[0]

    def assert_refused(self, document, message):
        self.assertEqual((1, message), self.validate(document))

    def test_valid_experiments(self):
        for document in (losing_pods(), draining_a_node()):
            with self.subTest(document["title"]):
                self.assertEqual((0, None), self.validate(document))

    def test_an_argument_that_does_not_exist(self):
        document = losing_pods()
        document["method"][0]["provider"]["arguments"]["quantity"] = 2
        self.assert_refused(document, "argument 'quantity' is not part of the function signature in "
                                      "activity 'terminate_pods'")

    def test_an_argument_that_is_missing(self):
        document = losing_pods()
        del document["rollbacks"][0]["provider"]["arguments"]["replicas"]
        self.assert_refused(document, "required argument 'replicas' is missing from activity "
                                      "'scale_deployment'")

    def test_a_function_that_does_not_exist(self):
        document = draining_a_node()
        document["method"][0]["provider"]["func"] = "cordon_nodes"
        self.assert_refused(document, "The python module 'chaosk8s.node.actions' does not expose a function "
                                      "called 'cordon_nodes' in action 'node.actions.cordon_node'")

    def test_a_module_that_does_not_exist(self):
        document = draining_a_node()
        document["method"][2]["provider"]["module"] = "chaosk8s.nodes.probes"
        self.assert_refused(document, "could not find Python module 'chaosk8s.nodes.probes' in activity "
                                      "'node.probes.get_nodes'")

    def test_a_probe_of_the_hypothesis_without_a_tolerance(self):
        document = losing_pods()
        del document["steady-state-hypothesis"]["probes"][1]["tolerance"]
        self.assertEqual(1, self.validate(document)[0])

    def test_no_cluster_to_talk_to(self):
        """The extension itself reports that it finds no cluster; the run continues."""
        document = draining_a_node()
        del document["method"][1:]
        ours, theirs = run_both(["--no-version-check", "run", "e.json"],
                                files={"e.json": json.dumps(document)})
        self.assertEqual(theirs.log, ours.log)
        self.assertEqual(theirs.journal, ours.journal)

    @unittest.skipUnless(CORPUS.is_dir(), "the shared experiments are not at hand")
    def test_published_experiments(self):
        files = json.loads((CORPUS / "index.json").read_text("utf-8"))["files"]
        texts = {entry["file"]: (CORPUS / "experiments" / entry["file"]).read_text("utf-8", "replace")
                 for entry in files if entry["load"].get("ok")}
        chosen = [entry for entry in files if "chaosk8s" in texts.get(entry["file"], "")][::EVERY]
        self.assertGreater(len(chosen), 10)
        for entry in chosen:
            name = "published" + pathlib.Path(entry["file"]).suffix
            with self.subTest(entry["file"]):
                ours, theirs = run_both(["--no-version-check", "validate", name],
                                        files={name: texts[entry["file"]]}, environment=entry.get("env"))
                self.assertEqual(theirs.exit_code, ours.exit_code)
                self.assertEqual(theirs.messages("ERROR")[:1], ours.messages("ERROR")[:1])
