"""Measures each of the hub's lists, with many past executions: a part of hub_bench.py."""
import contextlib
import random
import sqlite3
import statistics
import time
import urllib.request

EXECUTIONS = 100_000
EXPERIMENTS = 200
LIST_LIMIT = 0.1  # seconds, the median
REQUESTS = 15
WORDS = ["kill", "web", "pod", "network", "latency", "disk", "payments", "orders", "checkout", "failover"]
OUTCOMES = [("passed", 88), ("passed-with-problems", 4), ("deviated", 3), ("failed", 3), ("interrupted", 2)]

QUERIES = {
    "newest": "",
    "deep in the list": "before={middle}",
    "oldest": "sort=oldest",
    "longest": "sort=longest",
    "deviated": "outcome=deviated",
    "one person's failures": "outcome=failed&person=person7",
    "a frequent word": "q=web",
    "two words": "q=kill+net",
    "a rare word": "q=v117",
    "a word that is nowhere": "q=nowhere",
    "a frequent tag": "tag=production",
    "a rare tag": "tag=g17",
    "a month": "from=2026-03-01&to=2026-03-31",
    "one experiment": "experiment_id={experiment}",
    "everything at once": "q=web&tag=production&outcome=deviated&person=person3&from=2026-02-01&sort=longest",
}


# Of the other lists: what is asked, below the team in the API; as somebody who sees all of it.
TEAM_LISTS = {
    "verifications": "verifications",
    "verifications, deep in the list": "verifications?before={verification}",
    "runs of a verification": "verifications/{first_verification}/runs",
    "versions": "experiments/{experiment}/versions",
    "events": "{execution}/events?limit=200",
    "events, deep in the list": "{execution}/events?after={event}&limit=200",
}
ORGANIZATION_LISTS = {
    "activities": "activities",
    "activities, deep in the list": "activities?before={entry}",
    "audit log": "audit",
    "audit log: a rare subject": "audit?subject=rare+v77777",
    "audit log: an ID": "audit?subject={subject}",
    "audit log: a frequent subject": "audit?subject=safeguard",
    "audit log: a subject that is nowhere": "audit?subject=nowhere",
    "audit log: a rare action": "audit?action=team.create",
    "audit log: a person without changes": "audit?actor=nobody",
    "audit log: everything at once": "audit?actor=a&action=safeguard&subject=v7&from=2026-02-01&to=2026-02-10",
}
VERSIONS = 1_000


def identifier(number):
    return f"01900000-0000-7000-8000-{number:012x}"


def fill(hub, executions=EXECUTIONS):
    """Writes past executions to the hub's database. `hub` is a hub_bench.Hub."""
    hub.stop()
    random.seed(1)
    with contextlib.closing(sqlite3.connect(hub.database)) as database:
        (document,) = database.execute("SELECT document FROM execution LIMIT 1").fetchone()
        texts = []
        for number in range(EXPERIMENTS):
            title = " ".join(random.sample(WORDS, 4)) + f" v{number}"
            tags = ["production" if number % 2 else "staging", f"g{number % 50}"]
            (text,) = database.execute(
                "INSERT INTO search_text (team, digest, words) VALUES (?, ?, ?) RETURNING id",
                (hub.team, f"digest {number}", " ".join([title, *tags]))).fetchone()
            database.executemany("INSERT INTO search_tag (search_text, team, tag) VALUES (?, ?, ?)",
                                 [(text, hub.team, tag) for tag in tags])
            now = "2026-01-01T00:00:00.000000Z"
            database.execute(
                "INSERT INTO experiment (id, organization, team, title, source, tags, version, created, changed,"
                " search_text, title_key) VALUES (?, ?, ?, ?, '', '[]', 1, ?, ?, ?, ?)",
                (identifier(10**9 + number), hub.organization, hub.team, title, now, now, text, title))
            texts.append((text, title))
        names, weights = zip(*OUTCOMES)
        outcomes = random.choices(names, weights, k=executions)

        def row(number):
            experiment = number % EXPERIMENTS
            text, title = texts[experiment]
            at = instant(number)
            return (identifier(number), identifier(10**9 + experiment), hub.organization, hub.team, title,
                    "completed", 0, outcomes[number], "[]", "a", f"person{number % 20}", at, at, at, document,
                    text, random.randrange(600_000))

        database.executemany(
            "INSERT INTO execution (id, experiment, organization, team, title, status, deviated, outcome, tags,"
            " author, author_name, started, ended, last_seen, document, search_text, duration)"
            f" VALUES ({', '.join('?' * 17)})", (row(number) for number in range(executions)))
        fill_other_lists(hub, database, document, executions)
        database.commit()
    fill_dashboard(hub, executions)
    hub.restart()


def instant(number):
    return time.strftime("%Y-%m-%dT%H:%M:%S.000000Z", time.gmtime(1_767_225_600 + number * 90))


def fill_audit(database, hub, executions):
    """Only with columns that every version of the hub has."""
    database.executemany(
        "INSERT INTO audit (time, actor, action, organization, subject, detail) VALUES (?, 'a', ?, ?, ?, ?)",
        ((instant(number), "safeguard.change" if number % 4 else "execution.open", hub.organization,
          identifier(number), f"Safeguard {number % 100}, rare v{number}") for number in range(executions)))


def fill_other_lists(hub, database, document, executions):
    """Whatever is listed besides executions and experiments, in the experiment service's database."""
    experiment = identifier(10**9 + 5)
    database.executemany(
        "INSERT INTO verification (id, organization, team, experiment, title, created, measurement)"
        " VALUES (?, ?, ?, ?, ?, ?, 'null')",
        ((identifier(number), hub.organization, hub.team, experiment, f"verification {number}", instant(number))
         for number in range(executions)))
    (execution,) = database.execute("SELECT id FROM execution LIMIT 1").fetchone()
    database.executemany(
        "INSERT INTO verification_run (id, verification, organization, team, experiment, execution, finished, status,"
        " results, started, ended) VALUES (?, ?, ?, ?, ?, ?, 1, 'completed', '{}', ?, ?)",
        ((identifier(number), identifier(0), hub.organization, hub.team, experiment, execution, instant(number),
          instant(number)) for number in range(VERSIONS)))
    database.executemany(
        "INSERT INTO experiment_version (experiment, number, digest, document, author, author_name, created)"
        " VALUES (?, ?, ?, ?, 'a', 'ada', ?)",
        ((experiment, number, f"digest {number}", document, instant(number)) for number in range(1, VERSIONS + 1)))
    database.executemany(
        "INSERT INTO event (execution, organization, team, uid, type, name, received, data)"
        " VALUES (?, ?, ?, ?, 'starting-activity', 'a step', ?, '{}')",
        ((hub.execution, hub.organization, hub.team, f"uid {number}", instant(number)) for number in range(executions)))
    fill_audit(database, hub, executions)


def fill_dashboard(hub, executions):
    """The feed has entries of a team that somebody in the organization is not in."""
    with contextlib.closing(sqlite3.connect(hub.database.with_name("dashboard.sqlite"))) as database:
        database.executemany(
            "INSERT INTO feed (id, organization, team, time, actor, actor_name, kind, subject, text, outcome)"
            " VALUES (?, ?, ?, ?, 'a', 'ada', 'execution-ended', ?, ?, 'passed')",
            ((identifier(number), hub.organization, hub.team, instant(number), identifier(number), f"ran {number}")
             for number in range(executions)))
        fill_audit(database, hub, executions)
        database.commit()


def seconds_of(hub, path, token=None):
    """The median duration of some requests, ignoring the first."""
    times = []
    for _ in range(REQUESTS + 1):
        request = urllib.request.Request(hub.url + path, headers={"Authorization": f"Bearer {token or hub.token}"})
        start = time.monotonic()
        with urllib.request.urlopen(request, timeout=30) as answer:
            answer.read()
        times.append(time.monotonic() - start)
    return statistics.median(times[1:])


def measure(hub):
    """Name and seconds of each list: its page, including the count, and the API's response."""
    team = f"/organizations/{hub.organization}/teams/{hub.team}"
    for name, query in QUERIES.items():
        asked = query.format(middle=identifier(EXECUTIONS // 2), experiment=identifier(10**9 + 5))
        yield f"page: {name}", seconds_of(hub, f"{team}/executions?{asked}")
        yield f"API: {name}", seconds_of(hub, f"/api/v1{team}/executions?{asked}")
    yield "page: experiments", seconds_of(hub, f"{team}/experiments")
    yield "page: experiments by title", seconds_of(hub, f"{team}/experiments?sort=title&q=web")
    yield "page: overview", seconds_of(hub, team)
    yield "page: home", seconds_of(hub, "/")
    names = {"verification": identifier(EXECUTIONS // 2), "first_verification": identifier(0),
             "experiment": identifier(10**9 + 5), "event": EXECUTIONS // 2, "entry": identifier(EXECUTIONS // 2),
             "subject": identifier(EXECUTIONS // 3), "execution": hub.execution_path.removeprefix("/")}
    for name, path in TEAM_LISTS.items():
        yield f"API: {name}", seconds_of(hub, f"/api/v1{team}/{path.format(**names)}")
    organization = f"/organizations/{hub.organization}"
    for name, path in ORGANIZATION_LISTS.items():
        yield f"API: {name}", seconds_of(hub, f"/api/v1{organization}/{path.format(**names)}")
    yield "page: verifications", seconds_of(hub, f"{team}/verifications")
    yield "page: experiment with many versions", seconds_of(hub, f"{team}/experiments/{names['experiment']}")
    yield "page: organization", seconds_of(hub, organization)
    yield "page: audit log", seconds_of(hub, f"{organization}/audit?subject=rare+v77777")
    yield "page: home of somebody in no team", seconds_of(hub, "/", hub.bystander)
    yield "API: activities for somebody in no team", seconds_of(
        hub, f"/api/v1{organization}/activities", hub.bystander)
