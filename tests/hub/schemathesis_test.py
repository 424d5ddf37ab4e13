#!/usr/bin/env python3
"""Tests every documented operation of the hub with schemathesis, with valid and invalid input.

    schemathesis_test.py CHAOSHUB

No request may cause a server error, and every response must match its description. schemathesis is installed from
PyPI into a virtual environment that is kept; if that is impossible, the exit code is 77 (1 with CHAOS_REQUIRE_PEER=1).
"""

import json
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "peer"))
import environment  # noqa: E402  # pylint: disable=wrong-import-position
from running_hub import RunningHub  # noqa: E402  # pylint: disable=wrong-import-position

SEED = "20261121"
SECONDS = 60  # for each of the two rounds

# Not negative_data_rejection: the hub accepts more than it describes, because old clients send it. Nor
# positive_data_acceptance: valid input may still be refused, such as a member that does not exist.
CHECKS = ["not_a_server_error", "status_code_conformance", "content_type_conformance", "response_headers_conformance",
          "response_schema_conformance", "unsupported_method", "allow_header_conformance", "ignored_auth"]

# Operations that delete what the others need, such as the token.
REMOVING = ["removeOrganization", "removeTeam", "removeMember", "removeTeamMember", "removeSafeguard", "revokeToken",
            "revokeAgentToken", "revokeSignUpLink"]
ENDLESS = ["followTeam", "followExecution"]  # tests/hub/live_test.cpp follows them
FOR_EVERYBODY = ["checkToken"]  # at the URL of the start page, whose visitors need no token

# The library that parses requests knows no other methods, and closes the connection on one.
METHODS = ["GET", "PUT", "POST", "DELETE", "PATCH", "OPTIONS", "TRACE"]


def experiment():
    return {"title": "Tried", "description": "For tests", "method": []}


def journal():
    return {"chaoslib-version": "1.44.0", "platform": "Linux", "node": "host", "experiment": experiment(),
            "start": "2026-01-31T12:00:00", "status": "running", "run": [], "rollbacks": [],
            "steady_states": {"before": None, "after": None, "during": []}}


def things_of(hub):
    """Creates one of each resource that paths name."""
    hub.admin("create-user", "bob", answers="a password of bob\n")
    hub.call("POST", f"/organizations/{hub.organization}/members", {"account": "bob"})
    members = hub.call("GET", f"/organizations/{hub.organization}/members")
    known = hub.of_team("/experiments", "POST", {"experiment": experiment()})["id"]
    execution = hub.of_team(f"/experiments/{known}/executions", "POST", {"journal": journal()})["id"]
    run = hub.of_team("/verifications/v1/runs", "POST", {
        "journal": journal(), "status": "started", "experiment_id": known, "execution_id": execution})
    safeguard = hub.of_team("/safeguards", "POST", {"kind": "halt", "enabled": False})
    return {"org": hub.organization, "team": hub.team, "experiment": known, "version": 1, "execution": execution,
            "verification": "v1", "run": run["id"], "safeguard": safeguard["id"],
            "account": next(each["id"] for each in members if each["name"] == "bob")}


def configuration(things):
    lines = ["[parameters]", *(f'"path.{name}" = {json.dumps(value)}' for name, value in things.items()),
             "[phases.coverage]", f"unexpected-methods = {json.dumps(METHODS)}"]
    return "\n".join(lines) + "\n"


def attempt(program, hub, things, selection):
    """Runs one round; returns its exit code."""
    settings = hub.directory / "schemathesis.toml"
    settings.write_text(configuration(things), "utf-8")
    command = [program, f"--config-file={settings}", "run", hub.url + "/api/v1/openapi.yaml", "--url", hub.url,
               "--header", f"Authorization: Bearer {hub.token}", "--checks", ",".join(CHECKS), "--seed", SEED,
               "--phases", "coverage,fuzzing", "--max-examples", "10", "--max-time", str(SECONDS),
               "--request-timeout", "30", "--continue-on-failure", "--suppress-health-check", "all",
               "--warnings", "off", "--no-color", *selection]
    print(" ".join(str(word) for word in command), flush=True)
    return subprocess.run(command, cwd=hub.directory, check=False).returncode


def try_everything(program, binary):
    hub = RunningHub(binary)
    try:
        # First with resources that exist, then with any names, including those it finds in responses.
        left_out = [word for name in REMOVING + ENDLESS + FOR_EVERYBODY for word in ("--exclude-operation-id", name)]
        left_in = [word for name in REMOVING for word in ("--include-operation-id", name)]
        codes = [attempt(program, hub, things_of(hub), left_out), attempt(program, hub, {}, left_in)]
        errors = [line for line in hub.log().splitlines() if " ERROR]" in line]
        print("\n".join(errors))
        return any(codes) or bool(errors) or hub.stop() != 0
    finally:
        hub.stop()


def main(arguments):
    try:
        program = environment.schemathesis()
    except environment.NotAvailable as error:
        print(f"SKIPPED: schemathesis cannot be installed: {error}")
        return 1 if environment.is_required() else 77
    return 1 if try_everything(program, pathlib.Path(arguments[0]).resolve()) else 0


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1:]))
