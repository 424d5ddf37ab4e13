"""Building blocks of the browser tests: the hub, people with browsers, their runs."""

import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import threading
import urllib.parse
import urllib.request

from person import be_patient

try:
    from selenium import webdriver
    from selenium.common.exceptions import StaleElementReferenceException, TimeoutException
    from selenium.webdriver.chrome.service import Service
    from selenium.webdriver.common.by import By
    from selenium.webdriver.support.ui import WebDriverWait
except ImportError:
    webdriver = None

PATIENCE = 30  # seconds
PASSWORD = "correct horse battery"


class Hub:
    """A separate hub without accounts."""

    def __init__(self, program, directory):
        self.process = subprocess.Popen(
            [program, "serve", "--data-dir", directory, "--listen", "127.0.0.1:0"],
            stderr=subprocess.PIPE, text=True)
        self.url = None
        log = ""
        for line in self.process.stderr:
            log += line
            link = re.search(r"sign up at (http://127\.0\.0\.1:\d+)(/sign-up/[\w-]+)", line)
            if link:
                self.url, self.sign_up_path = link.groups()
                break
        assert self.url, log
        # A full pipe would block it.
        threading.Thread(target=self.process.stderr.read, daemon=True).start()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(PATIENCE)
        self.process.stderr.close()


def new_browser():
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium")
    for argument in ["--headless=new", "--no-sandbox", "--disable-dev-shm-usage",
                     "--hide-scrollbars", "--window-size=1280,900"]:
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    return webdriver.Chrome(service=Service(shutil.which("chromedriver")), options=options)


class Person:
    """A person and their browser. Takes screenshots if there is a directory for them."""

    def __init__(self, hub, name, screenshots):
        self.hub, self.name, self.directory = hub, name, screenshots
        self.browser = new_browser()

    def open(self, path):
        self.browser.get(self.hub.url + path)

    def find(self, selector):
        return self.browser.find_element(By.CSS_SELECTOR, selector)

    def all(self, selector):
        return self.browser.find_elements(By.CSS_SELECTOR, selector)

    def wait(self, condition, what):
        patient = WebDriverWait(self.browser, PATIENCE, 0.1, ignored_exceptions=[StaleElementReferenceException])
        try:
            return patient.until(lambda _: condition(), what)
        except TimeoutException as timeout:
            hidden = self.browser.execute_script("return document.hidden")
            raise AssertionError(f"{what} did not come. {self.browser.current_url} (hidden: {hidden}) shows:\n"
                                 f"{self.text()}") from timeout

    def path(self):
        return urllib.parse.urlsplit(self.browser.current_url).path

    def text(self):
        return self.find("body").text

    def send(self, form, **fields):
        """Fills in the form with that id and sends it."""
        old = self.find("html")
        for name, value in fields.items():
            self.find(f"#{form} [name='{name}']").send_keys(value)
        for confirmation in self.all(f"#{form} .confirm:not([open]) summary"):
            confirmation.click()
        self.find(f"#{form} button:last-of-type").click()
        WebDriverWait(self.browser, PATIENCE).until(lambda _: self.is_gone(old), "an answer")

    @staticmethod
    def is_gone(element):
        try:
            element.is_enabled()
            return False
        except Exception:  # selenium raises various ones
            return True

    def sign_up(self, path):
        self.open(path)
        self.send("sign-up", name=self.name, password=PASSWORD)

    def cookie(self):
        found = self.browser.get_cookie("chaoshub_session")
        return f"chaoshub_session={found['value']}" if found else ""

    def screenshot(self, name, width=1280, dark=False):
        if not self.directory:
            return
        look = "dark" if dark else "light"
        self.browser.execute_cdp_cmd(
            "Emulation.setEmulatedMedia",
            {"features": [{"name": "prefers-color-scheme", "value": look}]})
        self.browser.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False})
        height = self.browser.execute_script("return document.documentElement.scrollHeight")
        self.browser.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": min(height, 4000), "deviceScaleFactor": 1, "mobile": False})
        self.browser.save_screenshot(os.path.join(self.directory, f"{name}-{look}-{width}.png"))
        self.browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})

    def screenshots(self, name):
        for width, dark in [(1280, False), (1280, True), (390, False), (390, True)]:
            self.screenshot(name, width, dark)

    def complaints(self):
        """The browser's messages: blocked by the policy, not found, script errors."""
        return [entry["message"] for entry in self.browser.get_log("browser")]


class Runner:
    """`chaos`, signed in to the hub with a token."""

    def __init__(self, program, hub, directory, token):
        self.program, self.hub, self.directory, self.token = program, hub, directory, token
        self.environment = dict(os.environ, HOME=directory, LC_ALL="C.UTF-8")
        be_patient(pathlib.Path(directory))
        token_file = os.path.join(directory, "token")
        with open(token_file, "w", encoding="utf-8") as file:
            file.write(token)
        self.output("signin", "--url", hub.url, "--token-file", token_file, "--team", "Main")

    def call(self, path, body):
        """Sends the body to the API; returns its response."""
        request = urllib.request.Request(self.hub.url + path, data=json.dumps(body).encode(), headers={
            "Authorization": f"Bearer {self.token}", "Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return json.load(answer)

    def output(self, *arguments, code=0):
        done = subprocess.run([self.program, *arguments], cwd=self.directory, env=self.environment,
                              check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True, timeout=PATIENCE)
        if done.returncode != code:
            raise AssertionError(f"chaos {' '.join(arguments)} exits with {done.returncode}:\n{done.stdout}")
        return done.stdout

    def start(self, experiment, *options):
        name = re.sub(r"\W+", "-", experiment["title"].lower())[:40]
        path = os.path.join(self.directory, f"{name}.json")  # the hub identifies an experiment by its file
        with open(path, "w", encoding="utf-8") as file:
            json.dump(experiment, file)
        return subprocess.Popen([self.program, "run", *options, path], cwd=self.directory, env=self.environment,
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def run(self, experiment):
        process = self.start(experiment)
        return process.communicate(timeout=PATIENCE)[0]


def activity(name, seconds, kind="action", **more):
    return {"type": kind, "name": name,
            "provider": {"type": "process", "path": "sleep", "arguments": str(seconds)}, **more}


def experiment(title, steps=10, seconds=1, **more):
    return {"title": title, "description": "A slow cache should not make orders fail.",
            "tags": ["cache", "orders"],
            "configuration": {"region": "eu-1"},
            "secrets": {"shop": {"api_key": "s3cr3t"}},
            "steady-state-hypothesis": {
                "title": "Orders are taken",
                "probes": [activity("orders-are-taken", 0.1, "probe", tolerance=0)]},
            "method": [activity(f"slow-the-cache-{i}", seconds) for i in range(1, steps + 1)],
            "rollbacks": [activity("let-the-cache-go", 0.1)], **more}
