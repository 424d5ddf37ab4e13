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
            at = time.strftime("%Y-%m-%dT%H:%M:%S.000000Z", time.gmtime(1_767_225_600 + number * 90))
            return (identifier(number), identifier(10**9 + experiment), hub.organization, hub.team, title,
                    "completed", 0, outcomes[number], "[]", "a", f"person{number % 20}", at, at, at, document,
                    text, random.randrange(600_000))

        database.executemany(
            "INSERT INTO execution (id, experiment, organization, team, title, status, deviated, outcome, tags,"
            " author, author_name, started, ended, last_seen, document, search_text, duration)"
            f" VALUES ({', '.join('?' * 17)})", (row(number) for number in range(executions)))
        database.commit()
    hub.restart()


def seconds_of(hub, path):
    """The median duration of some requests, ignoring the first."""
    times = []
    for _ in range(REQUESTS + 1):
        request = urllib.request.Request(hub.url + path, headers={"Authorization": f"Bearer {hub.token}"})
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
