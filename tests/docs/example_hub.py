"""hub.example.com: the part of a ChaosIQ server that the documentation shows (schemas/chaoshub-api.yaml).

There is one organization with one team, any token is valid, and nothing is stored. A file `refusal` in its
directory names the safeguard that refuses; a file `down` makes the server fail.
"""
import re

ORGANIZATION = {"id": "o1", "name": "Acme"}
TEAM = {"id": "t1", "name": "Payments", "org_id": "o1"}


def answer(method, path, directory):
    """Returns the status, body and additional headers for a call."""
    if (directory / "down").exists():
        return 503, {"message": "try again later"}, {}
    last = path.rstrip("/").rsplit("/", 1)[-1]
    if method == "HEAD":
        return 200, {}, {}
    if method == "POST":
        return created(path, last)
    if last == "organizations":
        return 200, [ORGANIZATION], {}
    if last == "teams":
        return 200, [TEAM], {}
    if re.search(r"/teams/[^/]+$", path):
        return 200, TEAM, {}
    if last == "policies":
        return 200, verdict(directory / "refusal"), {}
    return 200, {"id": last}, address(path)


def created(path, last):
    if last == "executions":
        return 201, {"id": "execution-1"}, address(path + "/execution-1")
    return 200 if last == "finished" else 201, {"id": f"{last}-1"}, {}


def verdict(refusal):
    if not refusal.exists():
        return {"allowed": True, "policies": []}
    return {"allowed": False, "policies": [{"id": "policy-1", "name": refusal.read_text().strip()}]}


def address(path):
    return {"Content-Location": f"https://hub.example.com{path}"}
