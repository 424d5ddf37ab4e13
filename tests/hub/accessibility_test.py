#!/usr/bin/python3
"""Visits every page of chaoshub that is linked, and checks its accessibility with axe-core.

    accessibility_test.py CHAOSHUB CHAOS [SCREENSHOT_DIR]

Needs Debian's chromium, chromium-driver and python3-selenium, and axe-core, which npm installs once into the cache
directory. Where that is not possible the test is skipped (exit code 77), or fails with CHAOS_REQUIRE_PEER=1.
"""

import collections
import contextlib
import datetime
import os
import pathlib
import re
import shutil
import sqlite3
import sys
import unittest
import urllib.parse

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "support"))
import npm_package  # noqa: E402
from browser import PATIENCE, activity, experiment, webdriver  # noqa: E402
from browser_case import BrowserCase  # noqa: E402
from virtual_environment import NotAvailable  # noqa: E402

if webdriver:
    from selenium.webdriver.common.keys import Keys

AXE_VERSION = "4.14.1"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LOOKS = [(width, scheme) for width in (1280, 390) for scheme in ("light", "dark")]
MOST_ALIKE = 6  # pages that differ only in their subject
SKIPPED = 77
RESUME = "form[id^='resume-']"


def kind_of(address):
    """The URL without identifiers: /teams/:id?outcome."""
    parts = urllib.parse.urlsplit(address)
    path = re.sub(r"/[0-9a-f]{8}-[0-9a-f-]{27}", "/:id", parts.path)
    path = re.sub(r"(/sign-up/|/join/).+", r"\1:link", path)
    keys = sorted({key for key, _ in urllib.parse.parse_qsl(parts.query, keep_blank_values=True)})
    return path + ("?" + "&".join(keys) if keys else "")


class AccessibilityTest(BrowserCase):
    maxDiff = None
    AXE = None  # its script

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        refused = activity("orders-are-taken", 0, "probe", tolerance=1)
        broken = activity("give-up", 0)
        broken["provider"]["path"] = "false"
        for title, more in [
                ("Passes", {}),
                ("Deviates", {"steady-state-hypothesis": {"title": "Orders are taken", "probes": [refused]}}),
                ("Passes with problems", {"method": [broken]}),
                ("\N{ARABIC LETTER AIN}\N{ARABIC LETTER REH}\N{ARABIC LETTER BEH} <b>", {"tags": ["<script>"]})]:
            cls.runner.run(experiment(title, steps=2, seconds=0.1, **more))
        cls.runner.run(experiment("Passes", steps=3, seconds=0.1))

    def look(self, person, width, scheme):
        """Sets the size of the window and the preferred colour scheme."""
        person.browser.execute_cdp_cmd("Emulation.setEmulatedMedia",
                                       {"features": [{"name": "prefers-color-scheme", "value": scheme}]})
        person.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride",
                                       {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False})

    def violations(self, person):
        found = person.browser.execute_async_script(
            "const done = arguments[arguments.length - 1];"
            "axe.run(document, {runOnly: arguments[0]}).then(done, (error) => done({error: String(error)}));", RULES)
        self.assertNotIn("error", found)
        return [f"{violation['id']}: {violation['help']}: {node['html'][:200]} {node['failureSummary'][:300]}"
                for violation in found["violations"] for node in violation["nodes"][:3]]

    def inspect(self, person, kind):
        """The problems of the open page."""
        problems = []
        person.browser.execute_script("document.querySelectorAll('details').forEach((box) => { box.open = true; })")
        person.browser.execute_script(self.AXE)
        for width, scheme in LOOKS:
            self.look(person, width, scheme)
            problems += [f"{kind} at {width} px, {scheme}: {violation}" for violation in self.violations(person)]
            beyond = person.browser.execute_script(
                "return document.documentElement.scrollWidth - document.documentElement.clientWidth")
            if beyond > 0:
                problems.append(f"{kind} at {width} px is {beyond} px too wide")
        if not person.browser.title.strip():
            problems.append(f"{kind} has no title")
        name = re.sub(r"\W+", "-", kind).strip("-") or "home"
        person.screenshots(name if person.name == "ada" else f"{person.name}-{name}")
        return problems

    def links(self, person):
        found = person.browser.execute_script(
            "return [...document.querySelectorAll('a[href]:not([download])')]"
            ".map((link) => new URL(link.getAttribute('href'), document.baseURI).href)")  # also in SVG
        return [link.split("#")[0].removeprefix(self.hub.url) for link in found if link.startswith(self.hub.url)]

    def crawl(self, person, *starts):
        """Inspects all pages that are linked from these. Returns (titles by URL, problems)."""
        titles, problems, alike, seen = {}, [], collections.Counter(), set()
        waiting = collections.deque(starts)
        while waiting:
            address = waiting.popleft()
            kind = kind_of(address)
            if address in seen or alike[kind] >= MOST_ALIKE:
                continue
            seen.add(address)
            person.open(address)
            if person.browser.execute_script("return document.contentType") != "text/html":
                continue
            titles[address] = person.browser.title
            alike[kind] += 1
            waiting.extend(self.links(person))
            if alike[kind] <= 2:
                problems += self.inspect(person, kind)
        return titles, problems

    def test_every_page_is_accessible(self):
        ada = self.ada
        ada.open(self.team + "/safeguards")
        ada.send("halt", reason="incident 42")
        try:
            titles, problems = self.crawl(ada, "/", "/nowhere", self.team + "/executions?outcome=nonsense")
        finally:
            ada.open(self.team + "/safeguards")
            ada.send(ada.find(RESUME).get_attribute("id"))
        self.assertEqual("\n".join(dict.fromkeys(problems)), "")
        kinds = {kind_of(address) for address in titles}
        for page in ("", "/executions", "/experiments", "/safeguards", "/verifications", "/members"):
            self.assertIn("/organizations/:id/teams/:id" + page, kinds)
        without_query = {address: title for address, title in titles.items() if "?" not in address}
        shared = [title for title, count in collections.Counter(without_query.values()).items() if count > 1]
        self.assertEqual(shared, [], without_query)

    def inspect_path(self, path, kind):
        self.ada.open(path)
        return self.inspect(self.ada, kind)

    def test_pages_of_executions_that_have_not_ended_are_accessible(self):
        ada = self.ada
        process = self.runner.start(experiment("Runs on", steps=300, seconds=0.5), "--hypothesis-strategy",
                                    "continuously", "--hypothesis-frequency", "0.3")
        try:
            ada.open(self.latest_execution(ada, "Runs on"))
            ada.wait(lambda: ada.all(".samples-strip") and "slow-the-cache-2" in ada.find(".steps").text, "steps")
            problems = self.inspect(ada, "execution that is running")
            for part in ["#stop form", ".samples-strip", "#log li"]:
                self.assertTrue(ada.all(part), part)
            ada.send("stop", reason="wrong target")
            self.assertIn("wrong target", process.communicate(timeout=PATIENCE)[0])
        finally:
            process.kill()
            process.communicate()
        silent = self.silent_execution("Runs no longer")
        problems += self.inspect_path(silent, "execution without news")
        self.assertTrue(ada.all("#no-news form"))
        ada.send("stop", reason="wrong target")
        problems += self.inspect_path(silent, "execution that is to stop")
        self.assertIn("wrong target", ada.find("#stop").text)
        ada.send("close")
        problems += self.inspect_path(silent, "execution that was closed")
        self.assertIn("Closed by ada", ada.text())
        self.assertEqual("\n".join(dict.fromkeys(problems)), "")

    def test_pages_of_verifications_are_accessible(self):
        ada = self.ada
        ada.open(self.team + "/verifications")
        ada.send("verification", **{"title": "Orders, measured", "duration-of-conditions": "1"})
        page = ada.path()
        command = next(code.text for code in ada.all("code") if code.text.startswith("chaos verify "))
        self.runner.output(*command.split()[1:], code=1)  # the newest experiment deviates
        problems = self.inspect_path(page, "verification")
        self.assertEqual(len(ada.all(".list tbody tr")), 1)
        problems += self.inspect_path(self.team + "/verifications", "verifications")
        self.assertIn("Orders, measured", ada.find(".list").text)
        self.assertEqual("\n".join(dict.fromkeys(problems)), "")

    def silent_execution(self, title):
        """The page of an execution whose client has not reported for five minutes."""
        api = "/api/v1" + self.team + "/experiments"
        document = experiment(title)
        known = self.runner.call(api, {"experiment": document})["id"]
        journal = {"experiment": document, "status": "running", "run": [], "rollbacks": [],
                   "start": datetime.datetime.now(datetime.timezone.utc).isoformat()[:26], "node": "host"}
        execution = self.runner.call(f"{api}/{known}/executions", {"journal": journal})["id"]
        database = os.path.join(self.directory, "data", "experiment.sqlite")
        with contextlib.closing(sqlite3.connect(database, timeout=PATIENCE)) as connection, connection:
            (seen,) = connection.execute("SELECT last_seen FROM execution WHERE id = ?", (execution,)).fetchone()
            earlier = datetime.datetime.fromisoformat(seen[:19]) - datetime.timedelta(minutes=5)
            connection.execute("UPDATE execution SET last_seen = ? WHERE id = ?",
                               (earlier.isoformat() + seen[19:], execution))
        return f"{self.team}/executions/{execution}"

    def test_pages_for_visitors_are_accessible(self):
        kim = self.person("kim")
        _, problems = self.crawl(kim, "/", "/sign-in", "/nowhere", self.hub.sign_up_path)
        self.assertEqual("\n".join(dict.fromkeys(problems)), "")

    def test_a_keyboard_is_enough_to_halt_and_resume(self):
        ada = self.ada
        ada.open(self.team)
        self.press_to(ada, "a[href$='/safeguards'], a[href*='halt']", "RETURN")
        ada.wait(lambda: ada.all("#halt"), "the form that halts")
        self.press_to(ada, "#halt [name='reason']")
        ada.browser.switch_to.active_element.send_keys("by keyboard")
        for confirmation in ada.all("#halt .confirm:not([open]) summary"):
            self.press_to(ada, "#halt .confirm summary", "RETURN")
            ada.wait(lambda box=confirmation: box.is_displayed(), "the confirmation")
        self.press_to(ada, "#halt button:last-of-type", "RETURN")
        ada.wait(lambda: "by keyboard" in ada.text() and ada.all(RESUME), "the halt")
        self.press_to(ada, f"{RESUME} button", "RETURN")
        ada.wait(lambda: not ada.all(RESUME), "the end of the halt")

    def press_to(self, person, selector, then=None):
        """Presses Tab until that element has the focus, which must be visible; then presses the key, if any."""
        body = person.find("body")
        body.send_keys("")
        for _ in range(200):
            person.browser.switch_to.active_element.send_keys(Keys.TAB)
            if person.browser.execute_script(
                    "const at = document.activeElement; return at.matches(arguments[0])", selector):
                outline = person.browser.execute_script(
                    "const look = getComputedStyle(document.activeElement);"
                    "return look.outlineStyle + look.boxShadow")
                self.assertNotEqual(outline, "nonenone", f"{selector} does not show that it has the focus")
                if then:
                    person.browser.switch_to.active_element.send_keys(getattr(Keys, then))
                return
        self.fail(f"Tab does not lead to {selector}")


def main():
    if not 3 <= len(sys.argv) <= 4:
        sys.exit(__doc__)
    try:
        if webdriver is None:
            raise NotAvailable("there is no selenium for Python")
        for program in ["chromium", "chromedriver"]:
            if not shutil.which(program):
                raise NotAvailable(f"there is no {program}")
        modules = npm_package.find_or_install("axe-core", AXE_VERSION)
    except NotAvailable as error:
        print(f"SKIPPED: {error}")
        return 1 if os.environ.get("CHAOS_REQUIRE_PEER") == "1" else SKIPPED
    AccessibilityTest.AXE = (modules / "axe-core" / "axe.min.js").read_text("utf-8")
    BrowserCase.CHAOSHUB, BrowserCase.CHAOS = map(os.path.abspath, sys.argv[1:3])
    if len(sys.argv) == 4:
        BrowserCase.SCREENSHOTS = os.path.abspath(sys.argv[3])
        os.makedirs(BrowserCase.SCREENSHOTS, exist_ok=True)
    return 0 if unittest.main(argv=sys.argv[:1], exit=False).result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
