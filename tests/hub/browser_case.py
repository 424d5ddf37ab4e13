"""Shared by the tests of the hub's pages with a headless browser."""

import os
import shutil
import tempfile
import unittest
import urllib.error
import urllib.parse
import urllib.request

from browser import PATIENCE, Hub, Person, Runner


class BrowserCase(unittest.TestCase):
    """A hub, its administrator ada, and a runner that publishes to her team."""

    CHAOSHUB = CHAOS = SCREENSHOTS = None  # paths

    @classmethod
    def setUpClass(cls):
        cls.directory = tempfile.mkdtemp(prefix="hub-browser-")
        cls.addClassCleanup(shutil.rmtree, cls.directory, ignore_errors=True)
        cls.hub = Hub(cls.CHAOSHUB, os.path.join(cls.directory, "data"))
        cls.addClassCleanup(cls.hub.stop)
        cls.people = []
        cls.ada = cls.person("ada")
        cls.ada.open("/")
        cls.ada.screenshots("landing")
        cls.ada.open(cls.hub.sign_up_path)
        cls.ada.screenshots("sign-up")
        cls.ada.sign_up(cls.hub.sign_up_path)
        cls.ada.screenshots("home-new")
        cls.organization = cls.ada.find("h2 a").get_attribute("href").removeprefix(cls.hub.url)
        cls.team = cls.ada.find(".list th a").get_attribute("href").removeprefix(cls.hub.url)
        cls.runner = cls.make_runner(cls.ada)

    @classmethod
    def person(cls, name):
        person = Person(cls.hub, name, cls.SCREENSHOTS)
        cls.addClassCleanup(person.browser.quit)
        cls.people.append(person)
        return person

    @classmethod
    def make_runner(cls, person):
        person.open("/account")
        person.screenshots("account-new")
        person.send("token", name="laptop")
        token = person.find("#secret").text
        assert token.startswith("chub_"), token
        person.screenshots("account-token")
        home = os.path.join(cls.directory, person.name)
        os.mkdir(home)
        return Runner(cls.CHAOS, cls.hub, home, token)

    @classmethod
    def invited(cls, name):
        """Signs up with a link that ada creates."""
        cls.ada.open("/account")
        cls.ada.send("invite")
        link = cls.ada.find("#secret").text
        person = cls.person(name)
        person.sign_up(link.removeprefix(cls.hub.url))
        return person

    def tearDown(self):
        for person in self.people:
            for complaint in person.complaints():
                # Pages with a status other than 200 are reported too; the tests expect those.
                self.assertIn("Failed to load resource", complaint)
                self.assertNotIn("/assets/", complaint)

    def status_of(self, path, person=None, data=None, headers=None):
        """(status, location, text) of a request with the person's cookie; does not follow redirects."""
        headers = {"Accept": "text/html", **(headers or {})}
        if person:
            headers["Cookie"] = person.cookie()
        body = urllib.parse.urlencode(data).encode() if data is not None else None
        request = urllib.request.Request(self.hub.url + path, data=body, headers=headers)

        class Stay(urllib.request.HTTPRedirectHandler):
            def redirect_request(self, *_):
                return None

        try:
            with urllib.request.build_opener(Stay).open(request, timeout=PATIENCE) as answer:
                return answer.status, "", answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.headers.get("Location", ""), error.read().decode()

    def csrf_of(self, person):
        return person.find("#sign-out [name='csrf']").get_attribute("value")

    def latest_execution(self, person, title):
        """The URL of the execution with that title, once it is listed as the latest one. (The experiment is
        listed slightly earlier.)"""

        def latest():
            person.open(self.team + "/executions")
            return next((link.get_attribute("href") for link in person.all(".list th a")[:1] if link.text == title), None)

        return person.wait(latest, f"an execution of {title!r}").removeprefix(self.hub.url)
