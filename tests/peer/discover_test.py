"""`discover` writes the same document, and `init` creates the same experiment from it."""

import json
import unittest

from programs import Programs, run, run_both

DOCUMENT = "discovery.json"


def discovered(outcome):
    """The document without what differs between discoveries."""
    text = outcome.files[DOCUMENT]
    document = json.loads(text) if text else {}
    for key in ("id", "date"):
        document.pop(key, None)
    return document


class DiscoverTest(unittest.TestCase):
    maxDiff = None

    def discover(self, package, *options):
        arguments = ["--no-version-check", "discover", "--no-install", *options, package]
        return run_both(arguments, wanted=(DOCUMENT,))

    def check_document(self, package, *options):
        ours, theirs = self.discover(package, *options)
        self.assertEqual(discovered(theirs), discovered(ours))
        self.assertTrue(discovered(ours)["activities"])
        self.assertEqual(theirs.log, ours.log)
        self.assertEqual((0, 0), (theirs.exit_code, ours.exit_code))

    def test_kubernetes(self):
        self.check_document("chaostoolkit-kubernetes", "--no-system-info")

    def test_prometheus(self):
        self.check_document("chaostoolkit-prometheus")

    def test_wiremock(self):
        self.check_document("chaostoolkit-wiremock")

    def test_the_document_is_written_character_for_character(self):
        ours, theirs = self.discover("chaostoolkit-prometheus")
        for line, (own, other) in enumerate(zip(ours.files[DOCUMENT].splitlines(),
                                                theirs.files[DOCUMENT].splitlines())):
            if '"id": ' not in own and '"date": ' not in own:
                self.assertEqual(other, own, f"line {line + 1}")

    def test_packages_that_cannot_be_discovered(self):
        """The reference exits with 0 nevertheless."""
        for package in ("chaostoolkit-toxiproxy", "chaostoolkit-addons", "chaostoolkit-of-nobody"):
            ours, theirs = self.discover(package)
            self.assertEqual(theirs.log, ours.log)
            self.assertEqual((0, 1), (theirs.exit_code, ours.exit_code))
            self.assertEqual({}, discovered(ours))

    def test_what_is_discovered_can_be_chosen(self):
        files = {DOCUMENT: run(Programs.reference,
                               ["--no-version-check", "discover", "--no-install",
                                "chaostoolkit-prometheus"], wanted=(DOCUMENT,)).files[DOCUMENT]}
        answers = "Title\nn\ny\n1\ny\nup\n\n\nn\nn\n"
        ours, theirs = run_both(["--no-version-check", "init"], files=files, answers=answers,
                                wanted=("experiment.json",))
        self.assertEqual(theirs.files["experiment.json"], ours.files["experiment.json"])
        self.assertEqual((0, 0), (theirs.exit_code, ours.exit_code))
