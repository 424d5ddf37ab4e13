#!/usr/bin/python3
"""Drives the pages of chaoshub with a headless browser, and real runs of chaos.

    browser_test.py CHAOSHUB CHAOS [SCREENSHOT_DIR]

Needs Debian's chromium, chromium-driver and python3-selenium; is skipped (exit code 77) without.
"""

import os
import re
import shutil
import sys
import time
import unittest
import urllib.parse

from browser import PASSWORD, PATIENCE, activity, experiment, webdriver
from browser_case import BrowserCase
from browser_pages import PagesTest  # noqa: F401 - also contains tests
from editor_case import EditorTest  # noqa: F401

if webdriver:
    from selenium.webdriver.support.ui import Select

TITLE = "What happens when the cache is slow?"
REASON = "incident 42"
NASTY = "<script>document.title = 'owned'</script><img src=x onerror=\"document.title='owned'\">"


def skip(why):
    print("SKIPPED:", why)
    sys.exit(77)


class BrowserTest(BrowserCase):
    def test_a_running_execution_is_followed_and_halted(self):
        ada = self.ada
        process = self.runner.start(experiment(TITLE, steps=30))
        ada.wait(lambda: "● Running" in self.status_of(self.team, ada)[2], "a running execution")
        ada.open(self.team)
        ada.screenshots("overview-running")
        address = self.latest_execution(ada, TITLE)
        ada.screenshots("executions-running")
        ada.open(address)
        ada.wait(lambda: ada.find("h1").text == TITLE, "the execution's page")
        ada.browser.execute_script("window.neverLoadedAgain = true")
        lines = len(ada.all("#log li"))
        ada.wait(lambda: len(ada.all("#log li")) >= lines + 4, "a log that grows")
        ada.wait(lambda: "slow-the-cache-3" in ada.find(".steps").text, "the third step")
        ada.screenshots("execution-running")
        followed = ada.browser.current_window_handle

        ada.browser.switch_to.new_window("tab")
        ada.open(self.team + "/safeguards")
        ada.screenshots("safeguards-new")
        flipped = time.monotonic()
        ada.send("halt", reason=REASON)
        ada.screenshots("safeguards-halted")
        output = process.communicate(timeout=PATIENCE)[0]
        self.assertLess(time.monotonic() - flipped, 10)
        self.assertIn(REASON, output)
        self.assertIn("safe guards disallow", output)
        ada.open(self.team)
        self.assertIn("All executions are halted: incident 42 (ada, just now)", ada.find(".halted").text)
        for page in ["/", self.organization, self.team + "/experiments", self.team + "/members", "/account"]:
            ada.open(page)
            self.assertIn("incident 42", ada.find(".halted").text, page)
        ada.screenshots("account-halted")
        ada.open(self.team)
        ada.screenshots("overview-halted")
        ada.browser.close()

        ada.browser.switch_to.window(followed)
        ada.wait(lambda: "Stopped by safeguards" in ada.text(), "a page that ends by itself")
        self.assertTrue(ada.browser.execute_script("return window.neverLoadedAgain"))
        self.assertIn("Halt: " + REASON, ada.text())
        self.assertIn("interrupted", ada.text())
        ada.screenshots("execution-stopped")
        ada.open(self.team + "/safeguards")
        ada.send(ada.find(".halted form").get_attribute("id"))
        self.assertEqual(ada.all(".halted"), [])
        self.assertIn("Halt all executions", ada.text())

    def test_an_execution_that_ended_is_reported_and_its_experiment_shown(self):
        ada = self.ada
        self.runner.run(experiment("Orders without a cache", steps=2, seconds=0.2))
        self.runner.run(experiment("Orders without a cache", steps=1, seconds=0.2,
                                   rollbacks=[activity("give-up", 0.1)]))
        ada.open(self.latest_execution(ada, "Orders without a cache"))
        self.assertIn("Completed", ada.find(".verdict").text)
        self.assertIn("give-up", ada.text())
        self.assertEqual(len(ada.all("h1")), 1)
        ada.screenshots("execution-ended")
        names = [link.text for link in ada.all(".facts a[download]")]
        self.assertEqual(names, ["Journal", "HTML", "Markdown", "JUnit"])
        ada.open(self.team + "/executions?outcome=passed")
        self.assertIn("✓ Passed", ada.text())
        ada.screenshots("executions-passed")
        ada.open(self.team + "/executions?outcome=deviated")
        self.assertNotIn("✓ Passed", ada.text())
        ada.open(self.team + "/executions?outcome=completed")
        self.assertIn("is not an outcome", ada.text())
        ada.open(self.team + "/experiments")
        ada.screenshots("experiments")
        ada.find(".list th a").click()
        ada.wait(lambda: "/experiments/" in ada.path(), "the experiment")
        self.assertIn("Orders are taken", ada.text())
        self.assertIn("api_key", ada.text())
        self.assertNotIn("s3cr3t", ada.browser.page_source)
        self.assertIn("Not approved", ada.text())
        ada.send("approve")
        self.assertIn("Approved by ada", ada.text())
        ada.screenshots("experiment")
        ada.open("/")
        ada.screenshots("home")
        ada.open(self.organization)
        ada.screenshots("organization")
        ada.open(self.team + "/members")
        ada.screenshots("members")
        ada.open(self.organization + "/settings")
        ada.screenshots("organization-settings")

    def test_safeguards_of_every_kind_are_created(self):
        ada = self.ada
        page = self.team + "/safeguards"
        ada.open(page)
        kinds = [form.get_attribute("id") for form in ada.all("form[id^='new-']")]
        self.assertEqual(len(kinds), 7)
        ada.browser.execute_script("document.querySelectorAll('details').forEach(d => d.open = true)")
        ada.screenshots("safeguards-forms")
        values = {"new-halt": {"setting-reason": "not now"},
                  "new-time-window": {"setting-from": "0900AM", "setting-until": "24:00"},
                  "new-failure-budget": {"setting-failures": "3", "setting-hours": "24"},
                  "new-forbidden-tags": {"setting-tags": "production, payments"},
                  "new-approval": {}, "new-single-execution": {}}
        for form, fields in values.items():
            ada.open(page)
            ada.find(f"details:has(#{form}) summary").click()
            ada.send(form, **fields)
            self.assertEqual(ada.all(".error"), [], form)
        ada.open(page)
        ada.screenshots("safeguards")
        self.assertIn("monday, tuesday, wednesday, thursday, friday", ada.text())
        self.assertIn("production, payments", ada.text())

        ada.find("details:has(#new-time-window) summary").click()
        ada.send("new-time-window", **{"setting-from": "0500PM", "setting-until": "09:00",
                                       "name": "Night"})
        self.assertIn("'until' must be later than 'from'", ada.find(".error").text)
        self.assertEqual(ada.find("#new-time-window-name").get_attribute("value"), "Night")
        ada.screenshots("safeguards-refused")

        ada.open(page)
        self.assertGreaterEqual(len(ada.all("form[id^='switch-']")), 6)
        while ada.all("form[id^='remove-']"):
            ada.send(ada.find("form[id^='remove-']").get_attribute("id"))
        self.assertIn("nothing blocks an execution", ada.text())

    def test_a_halt_with_an_expired_session_is_not_lost(self):
        ada = self.ada
        ada.open(self.team + "/safeguards")
        ada.browser.delete_cookie("chaoshub_session")
        ada.send("halt", reason=REASON)
        self.assertEqual(ada.path(), "/sign-in")
        self.assertIn("Your session has expired", ada.text())
        self.assertNotIn(REASON, ada.browser.page_source)
        ada.screenshots("sign-in-expired")
        ada.send("sign-in", name="ada", password=PASSWORD)
        self.assertEqual(ada.path(), self.team + "/safeguards")
        self.assertEqual(ada.all(".halted"), [], "nothing is done without a person's consent")
        self.assertEqual(ada.find("#halt-reason").get_attribute("value"), REASON)
        self.assertIn("session had expired", ada.find("#halt .error").text)
        ada.screenshots("halt-kept")
        ada.send("halt")
        self.assertIn(REASON, ada.find(".halted").text)
        self.assertIsNone(ada.browser.get_cookie("chaoshub_draft"))
        ada.send(ada.find(".halted form").get_attribute("id"))

    def test_a_form_of_an_earlier_session_is_not_lost(self):
        ada = self.ada
        ada.open("/organizations/new")
        form = ada.browser.current_window_handle
        ada.browser.delete_cookie("chaoshub_session")
        ada.browser.switch_to.new_window("tab")
        ada.open("/sign-in")
        ada.send("sign-in", name="ada", password=PASSWORD)
        ada.browser.close()
        ada.browser.switch_to.window(form)
        ada.send("organization", name="Late")
        self.assertEqual(ada.path(), "/organizations/new")
        self.assertEqual(ada.find("#organization-name").get_attribute("value"), "Late")
        ada.send("organization")
        self.assertIn("Late", ada.find("h1").text)

    def test_passwords_are_not_stored(self):
        ada = self.ada
        ada.open("/account")
        ada.browser.delete_cookie("chaoshub_session")
        ada.send("password", old=PASSWORD, new=PASSWORD + "!")
        self.assertIsNone(ada.browser.get_cookie("chaoshub_draft"))
        ada.open("/sign-in")
        ada.send("sign-in", name="ada", password=PASSWORD)

    def test_eight_live_tabs_leave_the_hub_usable(self):
        ada = self.ada
        process = self.runner.start(experiment("Many look at it", steps=60, seconds=0.5))
        first = ada.browser.current_window_handle
        try:
            address = self.latest_execution(ada, "Many look at it")
            tabs = []
            for _ in range(8):
                ada.browser.switch_to.new_window("tab")
                ada.open(address)
                ada.wait(lambda: ada.find("h1").text == "Many look at it", "the execution's page")
                tabs.append(ada.browser.current_window_handle)
            ada.browser.switch_to.new_window("tab")
            ada.open(self.team + "/safeguards")
            self.assertIn("Halt all executions", ada.text())
            ada.browser.close()
            for tab in tabs:
                ada.browser.switch_to.window(tab)
                lines = len(ada.all("#log li"))
                ada.wait(lambda: len(ada.all("#log li")) > lines, "a log that grows")
                ada.browser.close()
        finally:
            process.terminate()
            process.communicate(timeout=PATIENCE)
            ada.browser.switch_to.window(first)

    def test_tabs_of_two_teams_share_one_connection(self):
        ada = self.ada
        ada.open(self.organization)
        ada.send("team", name="Second")
        ada.open(self.organization)
        teams = {link.get_attribute("href").removeprefix(self.hub.url) for link in ada.all(".tiles a")}
        (second,) = teams - {self.team}
        first = ada.browser.current_window_handle

        def connections():
            return int(re.search(r"^chaoshub_live_followers (\d+)", self.status_of("/metrics")[2], re.MULTILINE)[1])

        def is_live():
            return connections() == 1

        ada.open(self.team)
        ada.wait(is_live, "a connection")
        ada.browser.switch_to.new_window("tab")
        ada.open(second)
        ada.wait(is_live, "a connection of both tabs")  # the one for the first tab alone ends
        for _ in range(10):
            self.assertEqual(connections(), 1)
            time.sleep(0.3)
        ada.browser.close()
        ada.browser.switch_to.window(first)
        ada.wait(is_live, "a connection of the first tab")
        ada.open("/account")
        ada.wait(lambda: connections() == 0, "the end of the connection")

    def test_focus_and_selection_survive_updates(self):
        ada = self.ada
        process = self.runner.start(experiment("Somebody reads", steps=80, seconds=0.2))
        try:
            ada.open(self.latest_execution(ada, "Somebody reads"))
            ada.wait(lambda: "slow-the-cache-1" in ada.find(".steps").text, "the first step")
            ada.browser.execute_script("""
                document.querySelector("#live header a").focus();
                window.step = document.querySelector(".steps .activity .name");
                getSelection().selectAllChildren(window.step);""")
            selected = ada.browser.execute_script("return getSelection().toString()")
            self.assertTrue(selected)
            before = len(ada.all("#log li"))
            ada.wait(lambda: len(ada.all("#log li")) >= before + 50, "fifty events")
            self.assertTrue(ada.browser.execute_script("return window.step.isConnected"))
            self.assertEqual(ada.browser.execute_script("return getSelection().toString()"), selected)
            self.assertEqual(ada.browser.execute_script("return document.activeElement.localName"), "a")
        finally:
            process.terminate()
            process.communicate(timeout=PATIENCE)

    def test_samples_do_not_push_out_the_running_step(self):
        ada = self.ada
        sampled = experiment("Sampled", steps=1, seconds=8)
        process = self.runner.start(sampled, "--hypothesis-strategy", "continuously",
                                    "--hypothesis-frequency", "0.1")
        try:
            ada.open(self.latest_execution(ada, "Sampled"))
            ada.wait(lambda: "of 1" in ada.find(".steps").text or ada.all(".samples-strip rect:nth-of-type(12)"),
                     "samples")
            self.assertIn("slow-the-cache-1", ada.find(".steps").text)
            self.assertEqual(ada.find(".steps").text.count("Hypothesis during the method"), 1)
            ada.screenshots("execution-samples")
        finally:
            process.terminate()
            process.communicate(timeout=PATIENCE)

    def test_user_input_is_not_markup(self):
        ada = self.ada
        nasty = experiment(NASTY, steps=1, seconds=0.1, description=NASTY, tags=[NASTY])
        nasty["method"][0]["name"] = NASTY
        nasty["configuration"] = {NASTY: NASTY}
        nasty["secrets"] = {}
        self.runner.run(nasty)
        ada.open("/")
        self.assertIn("<script>", ada.text())
        execution = self.latest_execution(ada, NASTY)
        for page in ["/", self.team, self.team + "/executions", execution,
                     self.team + "/experiments", self.team + "/safeguards"]:
            ada.open(page)
            self.assertNotIn("owned", ada.browser.title.replace(NASTY, ""), page)
            self.assertEqual(ada.all("img[src='x']"), [], page)
            self.assertEqual([s for s in ada.all("script") if not s.get_attribute("src")], [], page)
        ada.open(execution)
        ada.screenshot("markup")
        ada.find(".facts a").click()
        ada.wait(lambda: "/experiments/" in ada.path(), "the experiment")
        self.assertEqual(ada.find("h1").text, NASTY)
        self.assertEqual(ada.all("img[src='x']"), [])

    def test_forms_of_other_sites_are_refused(self):
        ada = self.ada
        ada.open("/account")
        data = {"name": "stolen", "scope-read": "on", "form": "token"}
        self.assertEqual(self.status_of("/account/tokens", ada, data)[0], 403)
        self.assertEqual(self.status_of("/account/tokens", ada, {**data, "csrf": "0" * 64})[0], 403)
        own = {**data, "csrf": self.csrf_of(ada)}
        self.assertEqual(self.status_of("/account/tokens", ada, own,
                                        {"Origin": "https://evil.example"})[0], 403)
        self.assertEqual(self.status_of(self.team + "/safeguards/halt", ada, {"reason": "x"})[0], 403)
        ada.open("/account")
        self.assertNotIn("stolen", ada.text())

    def test_nobody_is_redirected_to_another_site_after_signing_in(self):
        status, where, _ = self.status_of(self.team + "/executions?status=failed")
        self.assertEqual(status, 303)
        self.assertEqual(where, "/sign-in?next=" + urllib.parse.quote_plus(
            self.team + "/executions?status=failed"))
        for elsewhere in ["https://evil.example", "//evil.example", "/\\evil.example",
                          "/\t/evil.example", "javascript:alert(1)", "evil.example"]:
            data = {"name": "ada", "password": PASSWORD, "next": elsewhere}
            self.assertEqual(self.status_of("/sign-in", data=data)[:2], (303, "/"), elsewhere)
        data = {"name": "ada", "password": PASSWORD, "next": "/account?a=b"}
        self.assertEqual(self.status_of("/sign-in", data=data)[:2], (303, "/account?a=b"))

    def test_people_see_only_what_they_may(self):
        ada, bob, eve = self.ada, self.invited("bob"), self.invited("eve")
        ada.open("/organizations/new")
        ada.screenshots("organization-new")
        ada.send("organization", name="Acme")
        acme = ada.path()
        ada.send("team", name="Payments")
        payments = ada.path()
        ada.open(acme + "/settings")
        ada.send("member", account="nobody-of-that-name")
        self.assertIn("No account has this name", ada.find(".error").text)
        self.assertEqual(ada.find("#member-account").get_attribute("value"), "nobody-of-that-name")
        ada.find("#member-account").clear()
        ada.send("member", account="bob")
        ada.screenshots("acme-settings")
        ada.open(payments + "/members")
        Select(ada.find("#member-role")).select_by_value("viewer")
        ada.send("member")
        self.assertIn("bob", ada.find(".list").text)
        ada.screenshots("acme-members")

        for page in ["", "/experiments", "/executions", "/verifications", "/safeguards", "/members"]:
            self.assertEqual(self.status_of(payments + page, bob)[0], 200, page)
            self.assertEqual(self.status_of(payments + page, eve)[0], 404, page)
            bob.open(payments + page)
            forms = [form.get_attribute("id") for form in bob.all("form[method='post']")]
            self.assertEqual(forms, ["sign-out", "theme"], page)
        self.assertEqual(self.status_of(acme, bob)[0], 200)
        self.assertEqual(self.status_of(acme, eve)[0], 404)
        self.assertEqual(self.status_of(acme + "/settings", bob)[0], 403)
        self.assertEqual(self.status_of(acme + "/settings", eve)[0], 404)
        bob.open("/")
        csrf = {"csrf": self.csrf_of(bob)}
        for path in ["/safeguards", "/safeguards/halt", "/safeguards/resume", "/members", "/name"]:
            self.assertEqual(self.status_of(payments + path, bob, csrf)[0], 403, path)
        self.assertEqual(self.status_of(acme + "/teams", bob, {**csrf, "name": "Mine"})[0], 403)
        self.assertEqual(self.status_of("/account/sign-up-links", bob, csrf)[0], 403)
        eve.open(payments)
        eve.screenshots("not-found")

    def test_an_agent_token_is_created_for_a_team(self):
        ada = self.ada
        ada.open(self.team + "/members")
        ada.find("a[href$='/tokens']").click()
        ada.wait(lambda: ada.path() == self.team + "/tokens", "the tokens of the team")
        ada.send("agent-token", name="cluster")
        self.assertTrue(ada.find("#secret").text.startswith("chua_"))
        ada.send(ada.find("form[id^='revoke-']").get_attribute("id"))
        self.assertIn("Revoked", ada.text())

    def test_signing_out_ends_the_session(self):
        kim = self.invited("kim")
        cookie = kim.cookie()
        found = kim.browser.get_cookie("chaoshub_session")
        self.assertTrue(found["httpOnly"])
        self.assertEqual(found["sameSite"], "Lax")
        kim.send("sign-out")
        self.assertEqual(kim.path(), "/")
        self.assertEqual(self.status_of("/account", headers={"Cookie": cookie})[0], 303)
        kim.open(self.team)
        self.assertEqual(kim.path(), "/sign-in")
        kim.send("sign-in", name="kim", password="wrong password")
        self.assertIn("Wrong name or password", kim.find(".error").text)
        kim.screenshots("sign-in-refused")
        kim.send("sign-in", password=PASSWORD)
        self.assertIn("Not Found", kim.text())  # kim is not in ada's team


def main():
    if not 3 <= len(sys.argv) <= 4:
        sys.exit(__doc__)
    if webdriver is None:
        skip("there is no selenium for Python")
    for program in ["chromium", "chromedriver"]:
        if not shutil.which(program):
            skip(f"there is no {program}")
    BrowserCase.CHAOSHUB, BrowserCase.CHAOS = map(os.path.abspath, sys.argv[1:3])
    if len(sys.argv) == 4:
        BrowserCase.SCREENSHOTS = os.path.abspath(sys.argv[3])
        os.makedirs(BrowserCase.SCREENSHOTS, exist_ok=True)
    unittest.main(argv=sys.argv[:1])


if __name__ == "__main__":
    main()
