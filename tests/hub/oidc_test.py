#!/usr/bin/env python3
"""Signs people in to a real chaoshub with a real OpenID Connect issuer on this machine.

    oidc_test.py CHAOSHUB

The issuer is oidc-provider, a certified implementation, installed once by npm into the cache directory. Where
that is not possible the test is skipped (exit code 77), or fails with CHAOS_REQUIRE_PEER=1.
"""

import contextlib
import html
import http.client
import http.cookiejar
import json
import os
import pathlib
import re
import sqlite3
import subprocess
import sys
import tempfile
import threading
import unittest
import urllib.error
import urllib.parse
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "support"))
import npm_package  # noqa: E402
from ports import reserve_port  # noqa: E402
from virtual_environment import NotAvailable  # noqa: E402

VERSION = "8.8.1"
CLIENT_SECRET = "the secret of the client, with +/=%&"
PATIENCE = 30  # seconds
SKIPPED = 77

CHAOSHUB = MODULES = None


def started(command, ready, stream, **more):
    """The process, once it has printed the text `ready`; its later output is in `log`."""
    process = subprocess.Popen(command, text=True, **{stream: subprocess.PIPE}, **more)
    process.log = []
    pipe = getattr(process, stream)
    for line in pipe:
        process.log.append(line)
        if ready in line:
            break
    else:
        raise AssertionError("".join(process.log))
    process.reader = threading.Thread(target=lambda: process.log.extend(pipe), daemon=True)
    process.reader.start()
    return process


def ended(process):
    process.terminate()
    process.wait(PATIENCE)
    process.reader.join(PATIENCE)
    for stream in (process.stdout, process.stderr):
        if stream:
            stream.close()
    return "".join(process.log)


class Redirects(urllib.request.HTTPRedirectHandler):
    """Follows redirects, and records each with the cookies at the time."""

    def __init__(self, cookies):
        self.cookies = cookies
        self.seen = []

    def redirect_request(self, request, stream, code, message, headers, address):
        self.seen.append((address, "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.cookies)))
        return super().redirect_request(request, stream, code, message, headers, address)


class Browser:
    """Follows redirects and keeps cookies, as a browser does."""

    def __init__(self):
        self.cookies = http.cookiejar.CookieJar()
        self.redirects = Redirects(self.cookies)
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(self.cookies), urllib.request.ProxyHandler({}), self.redirects)
        self.visited = []
        self.status = self.body = None

    def open(self, url, form=None):
        data = None if form is None else urllib.parse.urlencode(form).encode()
        try:
            answer = self.opener.open(url, data, PATIENCE)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            self.status, self.body = answer.status, answer.read().decode()
            self.visited.append(answer.geturl())
        return self

    @property
    def url(self):
        return self.visited[-1]

    def cookie(self, name):
        return next((cookie for cookie in self.cookies if cookie.name == name), None)

    def submit(self, **fields):
        """Sends the page's form with these fields and its hidden ones."""
        action = html.unescape(re.search(r'<form[^>]* action="([^"]*)"', self.body).group(1))
        for name, value in re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', self.body):
            fields[name] = value
        return self.open(urllib.parse.urljoin(self.url, action), fields)

    def agree(self, login):
        """Signs in at the issuer, and agrees to share the identity with the hub."""
        self.submit(login=login, password="any")
        return self.submit() if 'value="consent"' in self.body else self


class HubWithProviders:
    """A hub with three providers: one that admits people of example.com, one that admits nobody new, and one
    whose URL does not respond."""

    def __init__(self, directory):
        self.directory = pathlib.Path(directory)
        self.port = reserve_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.issuers = {"corp": self.issuer("corp", "RS256"), "strict": self.issuer("strict", "ES256")}
        self.settings = {"CHAOSHUB_DATA_DIR": str(self.directory / "data"),
                         "CHAOSHUB_OIDC_PROVIDERS": "corp,strict,away",
                         "CHAOSHUB_OIDC_CORP_ALLOW": "example.com",
                         "CHAOSHUB_OIDC_CORP_TITLE": "Corp"}
        addresses = {name: url for name, (url, _) in self.issuers.items()}
        addresses["away"] = f"http://127.0.0.1:{reserve_port()}"
        for name, address in addresses.items():
            self.settings |= {f"CHAOSHUB_OIDC_{name.upper()}_ISSUER": address,
                              f"CHAOSHUB_OIDC_{name.upper()}_CLIENT_ID": "chaoshub",
                              f"CHAOSHUB_OIDC_{name.upper()}_CLIENT_SECRET": CLIENT_SECRET}
        self.hub = started([CHAOSHUB, "serve", "--verbose", "--listen", f"127.0.0.1:{self.port}"], "Serving",
                           "stderr", env=os.environ | self.settings)

    def issuer(self, name, algorithm):
        url = f"http://127.0.0.1:{reserve_port()}"
        process = started(
            ["node", str(HERE / "oidc_issuer.mjs"), str(MODULES), url, f"{self.url}/sign-in/with/{name}/callback",
             algorithm], "listening", "stdout", stderr=subprocess.DEVNULL,
            env=os.environ | {"CLIENT_SECRET": CLIENT_SECRET})
        return url, process

    def close(self):
        log = ended(self.hub)
        for _, process in self.issuers.values():
            ended(process)
        return log

    def admin(self, *arguments, given=""):
        done = subprocess.run([CHAOSHUB, "admin", *arguments], input=given, text=True, capture_output=True,
                              check=True, env=os.environ | self.settings)
        return done.stdout.strip()

    def audit(self):
        with contextlib.closing(sqlite3.connect(self.directory / "data" / "auth.sqlite")) as database:
            return database.execute("SELECT action, subject, detail FROM audit ORDER BY id").fetchall()


class SigningInWithARealIssuer(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.directory = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.directory.cleanup)
        cls.rig = HubWithProviders(cls.directory.name)

    @classmethod
    def tearDownClass(cls):
        log = cls.rig.close()
        for secret in (CLIENT_SECRET, "code=", "code_verifier"):
            assert secret not in log, log

    def go(self, browser, login, provider="corp", following="/api/v1/account"):
        browser.open(f"{self.rig.url}/sign-in/with/{provider}?next={urllib.parse.quote(following)}")
        self.assertEqual(browser.status, 200, browser.body)
        return browser.agree(login)

    def account(self, browser):
        browser.open(self.rig.url + "/api/v1/account")
        return json.loads(browser.body) if browser.status == 200 else None

    def test_a_new_person_gets_an_account_and_keeps_it(self):
        browser = self.go(Browser(), "ada")
        self.assertEqual(browser.url, self.rig.url + "/api/v1/account")
        ada = json.loads(browser.body)
        self.assertEqual(ada["name"], "ada")
        self.assertFalse(ada["administrator"])
        organizations = json.loads(browser.open(self.rig.url + "/api/v1/organizations").body)
        self.assertEqual(len(organizations), 1)
        self.assertEqual(json.loads(self.go(Browser(), "ada").body), ada)
        actions = [action for action, subject, _ in self.rig.audit() if subject == ada["id"]]
        self.assertEqual(actions, ["account.create", "identity.add", "session.open", "session.open"])

    def test_the_session_is_for_the_browser_only(self):
        session = self.go(Browser(), "carol").cookie("chaoshub_session")
        self.assertTrue(session.has_nonstandard_attr("HttpOnly"))
        self.assertEqual(session.get_nonstandard_attr("SameSite"), "Lax")
        self.assertEqual(session.path, "/")

    def test_an_unverified_address_opens_nothing(self):
        before = self.rig.audit()
        browser = self.go(Browser(), "unverified-eve")
        self.assertEqual(browser.status, 403)
        self.assertIn("has not verified", browser.body)
        self.assertIsNone(self.account(browser))
        self.assertEqual(self.rig.audit(), before)

    def test_an_unverified_address_does_not_open_an_unused_account(self):
        self.rig.admin("create-user", "walter", "--email", "walter@example.com")
        self.assertEqual(self.go(Browser(), "unverified-walter").status, 403)
        self.assertEqual(self.go(Browser(), "unverified-walter", "strict").status, 403)

    def test_no_new_accounts_where_none_are_allowed(self):
        browser = self.go(Browser(), "dan", "strict")
        self.assertEqual(browser.status, 403)
        self.assertIn("dan@example.com", browser.body)

    def test_an_account_with_a_password_is_not_taken_over(self):
        self.rig.admin("create-user", "bob", "--email", "bob@example.com", given="the password of bob\n")
        browser = self.go(Browser(), "bob")
        self.assertEqual(browser.status, 409)
        self.assertIn("sign in to it as usual", browser.body)
        self.assertIsNone(self.account(browser))

    def test_an_unused_account_for_an_address_is_found_once(self):
        made = self.rig.admin("create-user", "grace-h", "--email", "Grace@example.com")
        browser = self.go(Browser(), "grace", "strict")
        self.assertEqual(json.loads(browser.body)["id"], made)
        # From now on it is in use, so another provider can no longer open it.
        self.assertEqual(self.go(Browser(), "grace").status, 409)

    def test_a_person_who_is_signed_in_connects_another_identity(self):
        browser = self.go(Browser(), "heidi")
        heidi = self.account(browser)
        browser.open(self.rig.url + "/sign-in/with/strict", {"csrf": "a guess"})
        self.assertEqual(browser.status, 403)
        browser.open(self.rig.url + "/account")
        csrf = re.search(r'name="csrf" value="([^"]*)"', browser.body).group(1)
        browser.open(self.rig.url + "/sign-in/with/strict", {"csrf": csrf})
        self.assertEqual(browser.status, 200)
        address = html.unescape(re.search(r'<a class="button" href="([^"]*)">Continue', browser.body).group(1))
        browser.open(address).agree("heidi-elsewhere")
        self.assertEqual(browser.url, self.rig.url + "/account")
        self.assertIn("Disconnect from strict", browser.body)
        self.assertEqual(self.account(self.go(Browser(), "heidi-elsewhere", "strict")), heidi)
        details = [detail for action, subject, detail in self.rig.audit()
                   if action == "identity.add" and subject == heidi["id"]]
        self.assertEqual(details, [self.rig.issuers["corp"][0], self.rig.issuers["strict"][0]])

    def test_a_response_is_valid_once_and_in_one_browser(self):
        browser = self.go(Browser(), "ivan")
        callback, cookies = next(seen for seen in browser.redirects.seen if "/callback?" in seen[0])
        self.assertEqual(Browser().open(callback).status, 403)
        parts = urllib.parse.urlsplit(callback)
        again = http.client.HTTPConnection(parts.netloc, timeout=PATIENCE)
        with contextlib.closing(again):
            again.request("GET", f"{parts.path}?{parts.query}", headers={"Cookie": cookies})
            answer = again.getresponse()
            self.assertEqual(answer.status, 403)
            self.assertIn("already been completed", answer.read().decode())

    def test_people_who_cancel_are_told_so(self):
        browser = Browser().open(self.rig.url + "/sign-in?next=/account")
        button = re.search(r'href="([^"]*)">Sign in with Corp<', browser.body).group(1)
        browser.open(self.rig.url + html.unescape(button))
        abort = re.search(r'href="([^"]*/abort)"', browser.body).group(1)
        browser.open(urllib.parse.urljoin(browser.url, html.unescape(abort)))
        self.assertEqual(browser.status, 403)
        self.assertIn("Corp refused to sign you in", browser.body)

    def test_nobody_is_redirected_to_another_site(self):
        for address in ("//evil.example/x", "https://evil.example/", "/\\evil.example"):
            browser = self.go(Browser(), "judy", following=address)
            self.assertEqual(browser.url, self.rig.url + "/", address)

    def test_a_provider_that_does_not_respond_is_reported(self):
        browser = Browser().open(self.rig.url + "/sign-in/with/away")
        self.assertEqual(browser.status, 502)
        self.assertIn("try again later", browser.body)


def main():
    global CHAOSHUB, MODULES
    CHAOSHUB = sys.argv.pop(1)
    try:
        MODULES = npm_package.find_or_install("oidc-provider", VERSION)
    except NotAvailable as error:
        print(f"SKIPPED: {error}")
        return 1 if os.environ.get("CHAOS_REQUIRE_PEER") == "1" else SKIPPED
    return 0 if unittest.main(exit=False).result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
