#!/usr/bin/env python3
"""Executes the steps of the CI templates with a program that only records how it was called.

    ci_test.py

Exit code 77: PyYAML is not installed.
"""
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

try:
    import yaml
except ImportError:
    print("SKIPPED: there is no PyYAML")
    sys.exit(77)

CI = Path(__file__).parents[2] / "packaging" / "ci"
ACTION = yaml.safe_load((CI / "github" / "action.yml").read_text(encoding="utf-8"))
JOB = yaml.safe_load((CI / "gitlab" / "chaos.gitlab-ci.yml").read_text(encoding="utf-8"))[".chaos"]
FAKE = '#!/bin/sh\nprintf "%s\\n" "$*" >>calls\nexit "${CODE:-0}"\n'


class Sandbox(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.path = Path(directory.name)
        (self.path / "bin").mkdir()
        (self.path / "bin" / "chaos").write_text(FAKE)
        (self.path / "bin" / "chaos").chmod(0o755)
        for name in ("a.json", "deep/b.json", "deep/deeper/c.json"):
            (self.path / "experiments" / name).parent.mkdir(parents=True, exist_ok=True)
            (self.path / "experiments" / name).touch()

    def play(self, shell, script, code=0, **environment):
        environment["PATH"] = f"{self.path / 'bin'}:{os.environ['PATH']}"
        environment["CODE"] = str(code)
        return subprocess.run([*shell, script], cwd=self.path, env=environment, capture_output=True,
                              text=True, check=False)

    def calls(self):
        calls = self.path / "calls"
        return calls.read_text().splitlines() if calls.exists() else []


class GitHub(Sandbox):
    SHELL = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c"]

    def step(self, name, code=0, **environment):
        step = next(s for s in ACTION["runs"]["steps"] if s["name"] == name)
        return self.play(self.SHELL, step["run"], code, **environment)

    def run_step(self, experiments, code=0, tags="", arguments=""):
        return self.step("Run the experiments", code, EXPERIMENTS=experiments, JOURNALS="out",
                         JOBS="2", TAGS=tags, ARGUMENTS=arguments)

    def test_patterns_and_options_reach_the_run(self):
        done = self.run_step("experiments/**/*.json", tags="a,b", arguments="--var x=1\n--dry pause")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.calls(), [
            "--no-log-file run --journal-dir out --jobs 2 --tag a --tag b --var x=1 --dry pause "
            "experiments/a.json experiments/deep/b.json experiments/deep/deeper/c.json"])

    def test_the_exit_code_is_the_run_s(self):
        self.assertEqual(self.run_step("experiments/a.json", code=1).returncode, 1)

    def test_a_pattern_without_files_is_an_error(self):
        done = self.run_step("nothing/*.json")
        self.assertEqual((done.returncode, self.calls()), (2, []))

    def test_inputs_are_no_scripts(self):
        self.run_step("experiments/a.json", tags="$(touch broken)", arguments="$(touch broken)")
        self.assertFalse((self.path / "broken").exists())

    def test_the_report_is_of_all_journals(self):
        (self.path / "out").mkdir()
        for name in ("a", "b"):
            (self.path / "out" / f"{name}.json").touch()
        self.assertEqual(self.step("Report", JOURNALS="out").returncode, 0)
        self.assertEqual(self.calls(), [
            "--no-log-file report --format junit --output out/junit.xml out/a.json out/b.json"])

    def test_nothing_is_reported_without_journals(self):
        self.assertEqual(self.step("Report", JOURNALS="out").returncode, 0)
        self.assertEqual(self.calls(), [])

    def test_report_and_artefact_are_made_in_every_case(self):
        for step in ACTION["runs"]["steps"][2:]:
            self.assertEqual(step["if"], "always()", step["name"])


class GitLab(Sandbox):
    VARIABLES = {"CHAOS_EXPERIMENTS": "experiments/*.json", "CHAOS_JOURNAL_DIR": "out",
                 "CHAOS_JOBS": "2", "CHAOS_TAGS": "", "CHAOS_ARGUMENTS": ""}

    def test_the_run(self):
        done = self.play(["sh", "-ec"], "\n".join(JOB["script"]), 1,
                         **{**self.VARIABLES, "CHAOS_TAGS": "a b"})
        self.assertEqual(done.returncode, 1)
        self.assertEqual(self.calls(), [
            "--no-log-file run --journal-dir out --jobs 2 --tag a --tag b experiments/a.json"])

    def test_the_report(self):
        (self.path / "out").mkdir()
        (self.path / "out" / "a.json").touch()
        self.play(["sh", "-ec"], "\n".join(JOB["after_script"]), **self.VARIABLES)
        self.assertEqual(self.calls(), [
            "--no-log-file report --format junit --output out/junit.xml out/a.json"])

    def test_what_it_uses_has_a_default(self):
        self.assertLessEqual(set(self.VARIABLES), set(JOB["variables"]))
        self.assertEqual(JOB["artifacts"]["when"], "always")


if __name__ == "__main__":
    unittest.main()
