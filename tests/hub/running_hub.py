"""A `chaoshub serve` for a test, and calls by its owner."""

import json
import os
import pathlib
import shutil
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from ports import reserve_port  # noqa: E402

SECONDS = 60  # no response may take longer


def make_certificate(directory):
    """Creates a self-signed certificate for 127.0.0.1. Returns its path and that of its key."""
    certificate, key = directory / "hub.pem", directory / "hub.key"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate],
        check=True, capture_output=True)
    return certificate, key


class RunningHub:
    """A hub with ada, who owns the organization Acme with the team Payments. `token` has all of her permissions.

    With `proxy`, the program hub_proxy, `url` is that one's, and `problems` has after stop() whatever went through it
    and was not as the hub's interface is described. `variables` are more of its environment.
    """

    def __init__(self, binary, tls=False, proxy=None, **variables):
        self.binary = binary
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="chaoshub-"))
        self._environment = {"PATH": os.environ.get("PATH", os.defpath), "HOME": str(self.directory),
                             "CHAOSHUB_DATA_DIR": str(self.directory / "data"), "CHAOSHUB_LOG_FORMAT": "string",
                             **variables}
        flags = []
        self.certificate = None
        if tls:
            self.certificate, key = make_certificate(self.directory)
            flags = ["--tls-certificate", self.certificate, "--tls-key", key]
        port = reserve_port()
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{port}"
        self.problems = []
        self._proxy = None
        self._log = (self.directory / "log").open("w+")
        self._process = subprocess.Popen(
            [binary, "serve", "--listen", f"127.0.0.1:{port}", *flags], stdin=subprocess.DEVNULL,
            stdout=self._log, stderr=self._log, env=self._environment)
        try:
            self._wait_until_ready()
            if proxy:
                self._proxy = subprocess.Popen(
                    [proxy, self.url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
                self.url = self._proxy.stdout.readline().strip()
            self._settle()
        except BaseException:
            self.stop()
            raise

    def _wait_until_ready(self):
        deadline = time.monotonic() + SECONDS
        while time.monotonic() < deadline and self._process.poll() is None:
            try:
                self._open(urllib.request.Request(self.url + "/health/ready"))
                return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError(f"the hub does not start: {self.log()}")

    def _settle(self):
        self.admin("create-user", "ada", "--administrator", answers="a password of ada\n")
        self.organization = self.admin("create-organization", "Acme", "--owner", "ada")
        self.team = self.create_team("Payments")
        scopes = [word for scope in ("read", "write", "admin") for word in ("--scope", scope)]
        self.token = self.admin("create-token", "tests", "--owner", "ada", *scopes)

    def create_team(self, name):
        return self.admin("create-team", name, "--organization", "Acme", "--owner", "ada")

    def admin(self, *arguments, answers=""):
        """The output of `chaoshub admin`, one line."""
        done = subprocess.run([self.binary, "admin", *arguments], input=answers, capture_output=True, text=True,
                              timeout=SECONDS, env=self._environment, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"chaoshub admin {' '.join(arguments)}: {done.stderr}")
        return done.stdout.strip()

    def _open(self, request):
        trust = ssl.create_default_context(cafile=self.certificate) if self.certificate else None
        with urllib.request.urlopen(request, timeout=SECONDS, context=trust) as answer:
            return answer.read()

    def call(self, method, path, body=None):
        """The response of the API; raises if it is not a success."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            f"{self.url}/api/v1{path}", data=data, method=method,
            headers={"Authorization": f"Bearer {self.token}", "Content-Type": "application/json",
                     **({"If-Match": "*"} if method == "PATCH" else {})})
        text = self._open(request)
        return json.loads(text) if text else None

    def of_team(self, path, method="GET", body=None, team=None):
        """Like `call`, with a path below the team's."""
        place = f"/organizations/{self.organization}/teams/{team or self.team}"
        return self.call(method, place + path, body)

    def log(self):
        self._log.flush()
        return (self.directory / "log").read_text("utf-8", "replace")

    def stop(self):
        """Returns its exit code."""
        if self._proxy:
            said, _ = self._proxy.communicate()
            self.problems += said.splitlines() + ([] if self._proxy.returncode == 0 else ["the proxy failed"])
            self._proxy = None
        self._process.terminate()
        try:
            return self._process.wait(SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()
        finally:
            self._log.close()
            shutil.rmtree(self.directory, ignore_errors=True)
