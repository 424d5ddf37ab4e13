#!/usr/bin/env python3
"""Checks that a new service takes one folder and one line, with a hub that has a fourth one.

    fourth_service_test.py CHAOSHUB_WITH_PINBOARD
"""
import os
import pathlib
import subprocess
import sys
import unittest
import urllib.error
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "hub"))
from running_hub import RunningHub, reserve_port  # noqa: E402

BINARY = sys.argv.pop(1)
SECRET = "a secret that the processes share"


def run(*arguments, **environment):
    return subprocess.run([BINARY, *arguments], capture_output=True, text=True, check=False, timeout=60,
                          env={"PATH": os.environ.get("PATH", os.defpath), "HOME": "/nonexistent",
                               "CHAOSHUB_SECRET": SECRET, **environment})


class FourthService(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.internal = f"http://127.0.0.1:{reserve_port()}"
        cls.hub = RunningHub(BINARY, CHAOSHUB_SECRET=SECRET,
                             CHAOSHUB_INTERNAL_LISTEN=cls.internal.removeprefix("http://"))
        cls.addClassCleanup(cls.hub.stop)
        cls.team_path = f"/organizations/{cls.hub.organization}/teams/{cls.hub.team}"

    def setUp(self):
        self.hub.of_team("/pins", "POST", {"text": self.id()})

    def page(self, path):
        request = urllib.request.Request(self.hub.url + path, headers={"Authorization": f"Bearer {self.hub.token}"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.read().decode()

    def test_its_routes_answer(self):
        self.assertIn(self.id(), self.hub.of_team("/pins"))

    def test_its_routes_are_for_members_only(self):
        with self.assertRaises(urllib.error.HTTPError) as refused:
            self.hub.call("GET", "/organizations/x/teams/y/pins")
        refused.exception.close()
        self.assertEqual(refused.exception.code, 404)

    def test_all_pages_of_a_team_have_its_tab(self):
        tab = f'<li><a href="{self.team_path}/pins"'
        for path in ("", "/executions", "/members", "/pins"):
            self.assertIn(tab, self.page(self.team_path + path))
        own = self.page(self.team_path + "/pins")
        self.assertIn(tab + ' aria-current="page">Pins</a>', own)
        self.assertLess(own.index("Safeguards</a>"), own.index("Pins</a>"))
        self.assertLess(own.index("Pins</a>"), own.index("Members</a>"))

    def test_the_feed_links_to_it(self):
        self.assertIn(f'<a href="{self.team_path}/pins">', self.page("/"))

    def test_the_audit_log_has_its_changes(self):
        entries = self.hub.call("GET", f"/organizations/{self.hub.organization}/audit?action=pin.")
        self.assertIn(self.id(), [entry["detail"] for entry in entries])

    def test_its_metrics_are_there(self):
        self.assertIn("\nchaoshub_pins ", self.page("/metrics"))

    def test_its_admin_command_works(self):
        self.assertGreater(int(self.hub.admin("count-pins")), 0)

    def test_its_data_goes_with_a_team(self):
        team = self.hub.create_team("Short-lived")
        before = int(self.hub.admin("count-pins"))
        self.hub.of_team("/pins", "POST", {"text": "x"}, team=team)
        self.assertEqual(int(self.hub.admin("count-pins")), before + 1)
        request = urllib.request.Request(
            f"{self.hub.url}/api/v1/organizations/{self.hub.organization}/teams/{team}", method="DELETE",
            headers={"Authorization": f"Bearer {self.hub.token}", "If-Match": "*"})
        urllib.request.urlopen(request, timeout=60).close()
        self.assertEqual(int(self.hub.admin("count-pins")), before)

    def test_a_backup_holds_its_data(self):
        data = self.hub.directory / "data"
        backup, restored = self.hub.directory / "backup", self.hub.directory / "restored"
        self.assertEqual(run("backup", str(backup), CHAOSHUB_DATA_DIR=str(data)).returncode, 0)
        self.assertIn(self.id(), backup.read_text("utf-8"))
        done = run("restore", str(backup), CHAOSHUB_DATA_DIR=str(restored))
        self.assertEqual(done.returncode, 0, done.stderr)
        count = run("admin", "count-pins", CHAOSHUB_DATA_DIR=str(restored))
        self.assertEqual(count.stdout.strip(), self.hub.admin("count-pins"))

    def test_its_database_is_migrated(self):
        missing = run("migrate", "--dry-run", CHAOSHUB_DATA_DIR=str(self.hub.directory / "none"))
        self.assertIn("pinboard: pins\n", missing.stdout)

    def test_it_runs_in_a_process_of_its_own(self):
        port = reserve_port()
        place = f"/api/v1{self.team_path}/pins"
        with subprocess.Popen(
                [BINARY, "serve", "--only", "pinboard", "--listen", f"127.0.0.1:{port}",
                 "--internal-listen", "127.0.0.1:0", "--auth-url", self.internal, "--dashboard-url", self.internal,
                 "--experiment-url", self.internal],
                stderr=subprocess.PIPE, text=True,
                env={"CHAOSHUB_SECRET": SECRET, "CHAOSHUB_DATA_DIR": str(self.hub.directory / "alone")}) as alone:
            try:
                self.assertTrue(any("Serving" in line for line in alone.stderr))
                with self.assertRaises(urllib.error.HTTPError) as refused:
                    urllib.request.urlopen(f"http://127.0.0.1:{port}{place}", timeout=60)
                refused.exception.close()
                self.assertEqual(refused.exception.code, 401)
                request = urllib.request.Request(
                    f"http://127.0.0.1:{port}{place}", headers={"Authorization": f"Bearer {self.hub.token}"})
                with urllib.request.urlopen(request, timeout=60) as answer:
                    self.assertEqual(answer.read(), b"[]")
            finally:
                alone.terminate()

    def test_processes_need_each_others_addresses(self):
        variables = {"CHAOSHUB_DATA_DIR": "/nonexistent"}
        check = ("serve", "--check-config", "--internal-listen", "127.0.0.1:1")
        auth, dashboard = ("--auth-url", "http://a"), ("--dashboard-url", "http://d")
        experiment = ("--experiment-url", "http://e")
        alone = run(*check, "--only", "pinboard", *auth, *dashboard, *experiment, **variables)
        self.assertEqual((alone.returncode, alone.stderr), (0, ""))
        lost = run(*check, "--only", "pinboard", *auth, *experiment, **variables)
        self.assertIn("--dashboard-url is required", lost.stderr)
        caller = run(*check, "--only", "dashboard", *auth, *experiment, **variables)
        self.assertIn("--pinboard-url is required", caller.stderr)
        unknown = run(*check, "--only", "nothing", **variables)
        self.assertIn("pinboard", unknown.stderr)


if __name__ == "__main__":
    unittest.main()
