"""What all pages have in common, and the pages for owners, in a browser; run by browser_test.py."""

import http.server
import threading

from browser import experiment
from browser_case import BrowserCase


class Receiver(http.server.BaseHTTPRequestHandler):
    """Receives webhook messages."""

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


class PagesTest(BrowserCase):
    def press(self, *keys):
        for key in keys:
            self.ada.find("body").send_keys(key)

    def test_a_new_team_is_shown_how_to_start(self):
        ada = self.ada
        ada.open(self.organization)
        ada.send("team", name="Fresh")
        self.assertEqual(len(ada.all("#onboarding code")), 3)
        self.assertEqual(len(ada.all("#onboarding button.copy")), 3)
        ada.screenshots("overview-new")
        copy = ada.find("#onboarding button.copy")
        self.assertTrue(copy.accessible_name.startswith("Copy: chaos signin --url " + self.hub.url))
        copy.click()
        ada.wait(lambda: copy.text == "Copied", "a button that says what it has done")
        # The page updates in place: what no longer belongs to it disappears, the buttons stay.
        ada.browser.execute_script(
            "document.getElementById('onboarding').dataset.mark = 'x';"
            "document.dispatchEvent(new Event('visibilitychange'))")
        ada.wait(lambda: not ada.all("#onboarding[data-mark]"), "the page's news")
        self.assertEqual(len(ada.all("#onboarding button.copy")), 3)

    def test_times_are_local_with_utc_in_the_tooltip(self):
        ada = self.ada
        self.runner.run(experiment("When was it?", steps=1, seconds=0.1))
        ada.browser.execute_cdp_cmd("Emulation.setTimezoneOverride", {"timezoneId": "Asia/Kolkata"})
        ada.open(self.latest_execution(ada, "When was it?"))
        started = ada.find("time")
        self.assertRegex(started.get_attribute("title"), r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$")
        shown = ada.browser.execute_script(
            "return new Intl.DateTimeFormat(undefined, {dateStyle: 'medium', timeStyle: 'short'})"
            ".format(new Date(arguments[0].dateTime))", started)
        self.assertEqual(started.text, shown)
        ada.open(self.team + "/executions")
        self.assertIn("just now", ada.find(".list time").text)
        ada.browser.execute_cdp_cmd("Emulation.setTimezoneOverride", {"timezoneId": ""})
        self.assertRegex(self.status_of(self.team + "/executions", ada)[2],
                         r"<time datetime=\"[^\"]+\">\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC</time>")

    def test_the_theme_is_chosen_with_and_without_scripts(self):
        ada = self.ada

        def background():
            return ada.browser.execute_script("return getComputedStyle(document.body).backgroundColor")

        ada.browser.execute_cdp_cmd("Emulation.setEmulatedMedia",
                                    {"features": [{"name": "prefers-color-scheme", "value": "light"}]})
        ada.open(self.team)
        light = background()
        ada.browser.execute_script("window.neverLoadedAgain = true")
        ada.find("#theme [value='dark']").click()
        ada.wait(lambda: background() != light, "a dark page")
        self.assertTrue(ada.browser.execute_script("return window.neverLoadedAgain"))
        self.assertEqual(ada.find("#theme [value='dark']").get_attribute("aria-pressed"), "true")
        dark = background()
        ada.open("/account")
        self.assertEqual(background(), dark)
        ada.browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
        ada.open("/account")
        old = ada.find("html")
        ada.find("#theme [value='']").click()
        ada.wait(lambda: ada.is_gone(old), "the page again")
        self.assertEqual(ada.path(), "/account")
        ada.browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
        ada.open("/account")
        self.assertEqual(background(), light)

    def test_keys_lead_to_other_pages(self):
        ada = self.ada
        ada.open(self.team)
        self.press("g", "x")
        ada.wait(lambda: ada.path() == self.team + "/executions", "the executions")
        self.press("?")
        dialog = ada.find("dialog[open]")
        self.assertIn("Go to Safeguards", dialog.text)
        ada.screenshots("shortcuts")
        dialog.find_element("css selector", "input").click()  # off
        dialog.find_element("css selector", "button").click()
        self.press("g", "s")
        self.assertEqual(ada.path(), self.team + "/executions")
        ada.find("footer button[type='button']").click()
        ada.find("dialog[open] input").click()
        ada.find("dialog[open] button").click()
        ada.open(self.team + "/members")
        name = ada.find("#team-name")
        name.send_keys("gs")
        self.assertTrue(name.get_attribute("value").endswith("gs"))
        self.assertEqual(ada.path(), self.team + "/members")

    def test_every_page_has_a_title_of_its_own(self):
        ada = self.ada
        pages = ["/", "/account", "/api", "/organizations/new", self.organization, self.organization + "/settings",
                 self.organization + "/audit", self.team, self.team + "/webhook", self.team + "/tokens"]
        pages += [self.team + "/" + tab for tab in
                  ["experiments", "executions", "verifications", "safeguards", "members"]]
        titles = {}
        for page in pages:
            ada.open(page)
            titles.setdefault(ada.browser.title, []).append(page)
        self.assertEqual([same for same in titles.values() if len(same) > 1], [])

    def test_a_safeguard_is_edited_and_the_change_undone(self):
        ada = self.ada
        page = self.team + "/safeguards"
        ada.open(page)
        ada.find("details:has(#new-failure-budget) summary").click()
        ada.send("new-failure-budget", **{"setting-failures": "3", "setting-hours": "24"})
        ada.find(".list .actions a").click()
        ada.wait(lambda: ada.all("#edit-safeguard"), "the form")
        ada.screenshots("safeguard-edit")
        ada.send("edit-safeguard", **{"setting-failures": "5"})
        self.assertIn("was changed by ada just now", ada.find(".undo").text)
        self.assertNotIn("failures\n3\n", ada.find(".list").text)
        ada.screenshots("safeguards-changed")
        ada.send("undo")
        self.assertIn("failures\n3\n", ada.find(".list").text)
        ada.send(ada.find("form[id^='remove-']").get_attribute("id"))

    def test_a_webhook_is_created_and_tested(self):
        ada = self.ada
        receiver = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
        threading.Thread(target=receiver.serve_forever, daemon=True).start()
        self.addCleanup(receiver.server_close)
        self.addCleanup(receiver.shutdown)
        ada.open(self.team + "/members")
        ada.find("a[href$='/webhook']").click()
        ada.wait(lambda: ada.path() == self.team + "/webhook", "the webhook")
        ada.screenshots("webhook-new")
        ada.send("webhook", url=f"http://127.0.0.1:{receiver.server_port}/")
        self.assertIn("must begin with https", ada.find(".error").text)
        ada.open(self.team + "/webhook")
        ada.send("webhook", url=f"https://127.0.0.1:{receiver.server_port}/")
        self.assertTrue(ada.find("#secret").text.startswith("whsec_"))
        ada.send("test")

        def is_refused():
            ada.open(self.team + "/webhook")
            return "the address is not public" in ada.text()

        ada.wait(is_refused, "what came of the message")
        self.assertFalse(ada.all("#secret"))
        ada.screenshots("webhook")
        ada.send("webhook-remove")
        self.assertNotIn("Deliveries", ada.text())

    def test_the_audit_log_is_read_and_filtered(self):
        ada = self.ada
        ada.open(self.organization)
        ada.find("a[href$='/audit']").click()
        ada.wait(lambda: ada.path() == self.organization + "/audit", "the audit log")
        self.assertIn("organization.create", ada.text())
        ada.screenshots("audit")
        ada.find("[name='action']").send_keys("team")
        ada.find(".filter button").click()
        ada.wait(lambda: "action=team" in ada.browser.current_url, "the filtered log")
        self.assertNotIn("organization.create", ada.find(".list").text)
        self.assertIn("action=team", ada.find("a[download]").get_attribute("href"))
        ada.open(self.organization + "/audit?action=nothing")
        self.assertIn("No changes match this filter.", ada.text())

    def test_a_badge_is_created_and_the_api_described(self):
        ada = self.ada
        self.runner.run(experiment("Badged", steps=1, seconds=0.1))
        ada.open(self.team + "/experiments")
        ada.find(".list th a").click()
        ada.wait(lambda: ada.all("#badge-section"), "the experiment")
        ada.send("badge")
        self.assertIn("/badges/", ada.find("#badge-section code").text)
        self.assertGreater(ada.browser.execute_script(
            "return document.querySelector('#badge-section img').naturalWidth"), 50)
        ada.screenshots("experiment-badge")
        ada.open("/api")
        ada.screenshots("api")
        ada.open("/api#publishExperiment")
        ada.find("#publishExperiment summary").click()
        self.assertIn("Parameters", ada.find("#publishExperiment").text)
        ada.screenshots("api-operation")
