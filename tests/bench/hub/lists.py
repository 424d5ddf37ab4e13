"""How long a hub takes for each of its lists, with many executions of the past: a part of hub_bench.py."""
import contextlib
import itertools
import random
import sqlite3
import statistics
import time
import urllib.error
import urllib.request

EXECUTIONS = 100_000
EXPERIMENTS = 200
LIST_LIMIT = 0.1  # seconds, at the median
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
    "verifications, deep in the list": "verifications?before={middle}",
    "runs of a verification": "verifications/{first}/runs",
    "versions": "experiments/{experiment}/versions",
    "events": "{execution}/events?limit=200",
    "events, deep in the list": "{execution}/events?after={event}&limit=200",
}
ORGANIZATION_LISTS = {
    "activities": "activities",
    "activities, deep in the list": "activities?before={middle}",
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


def instant(number):
    return time.strftime("%Y-%m-%dT%H:%M:%S.000000Z", time.gmtime(1_767_225_600 + number * 90))


def insert(database, table, rows):
    """Rows as dictionaries. Leaves out columns, and tables, that an older hub does not have."""
    known = {name for _, name, *_ in database.execute(f"PRAGMA table_info({table})")}
    if not known:
        return
    first = next(rows)
    columns = [column for column in first if column in known]
    database.executemany(
        f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})",
        (tuple(row[column] for column in columns) for row in itertools.chain([first], rows)))


def fill_audit(database, hub, executions):
    insert(database, "audit", (
        {"time": instant(number), "actor": "a", "action": "safeguard.change" if number % 4 else "execution.open",
         "organization": hub.organization, "subject": identifier(number),
         "detail": f"Safeguard {number % 100}, rare v{number}"} for number in range(executions)))


def fill_other_lists(hub, database, document, executions):
    """Whatever is listed besides executions and experiments, in the experiment service's database."""
    experiment = identifier(10**9 + 5)
    of_team = {"organization": hub.organization, "team": hub.team}
    insert(database, "verification", (
        {**of_team, "id": identifier(number), "experiment": experiment, "title": f"verification {number}",
         "created": instant(number), "measurement": "null"} for number in range(executions)))
    insert(database, "verification_run", (
        {**of_team, "id": identifier(number), "verification": identifier(0), "experiment": experiment,
         "execution": hub.execution, "finished": 1, "status": "completed", "results": "{}",
         "started": instant(number), "ended": instant(number)} for number in range(VERSIONS)))
    insert(database, "experiment_version", (
        {"experiment": experiment, "number": number, "digest": f"digest {number}", "document": document,
         "author": "a", "author_name": "ada", "created": instant(number)} for number in range(1, VERSIONS + 1)))
    insert(database, "event", (
        {**of_team, "execution": hub.execution, "uid": f"uid {number}", "type": "starting-activity",
         "name": "a step", "received": instant(number), "data": "{}"} for number in range(executions)))
    fill_audit(database, hub, executions)


def fill_dashboard(hub, executions):
    """The feed has entries of a team that somebody in the organization is not in."""
    with contextlib.closing(sqlite3.connect(hub.database.with_name("dashboard.sqlite"))) as database:
        insert(database, "feed", (
            {"id": identifier(number), "organization": hub.organization, "team": hub.team, "time": instant(number),
             "actor": "a", "actor_name": "ada", "kind": "execution-ended", "subject": identifier(number),
             "text": f"ran {number}", "outcome": "passed"} for number in range(executions)))
        fill_audit(database, hub, executions)
        database.commit()


def fill_texts(database, hub):
    """What executions and experiments are searched by: pairs of the identifier, 0 in an older hub, and the title."""
    texts = []
    is_known = bool(list(database.execute("PRAGMA table_info(search_text)")))
    for number in range(EXPERIMENTS):
        title = " ".join(random.sample(WORDS, 4)) + f" v{number}"
        tags = ["production" if number % 2 else "staging", f"g{number % 50}"]
        text = 0
        if is_known:
            (text,) = database.execute(
                "INSERT INTO search_text (team, digest, words) VALUES (?, ?, ?) RETURNING id",
                (hub.team, f"digest {number}", " ".join([title, *tags]))).fetchone()
            database.executemany("INSERT INTO search_tag (search_text, team, tag) VALUES (?, ?, ?)",
                                 [(text, hub.team, tag) for tag in tags])
        texts.append((text, title))
    return texts


def fill(hub, executions=EXECUTIONS):
    """Whatever is listed, of the past, written to where the hub keeps it. `hub`: as hub.Hub."""
    hub.stop()
    random.seed(1)
    of_team = {"organization": hub.organization, "team": hub.team}
    with contextlib.closing(sqlite3.connect(hub.database)) as database:
        (document,) = database.execute("SELECT document FROM execution LIMIT 1").fetchone()
        texts = fill_texts(database, hub)
        now = "2026-01-01T00:00:00.000000Z"
        insert(database, "experiment", (
            {**of_team, "id": identifier(10**9 + number), "title": title, "source": "", "tags": "[]",
             "version": 1, "created": now, "changed": now, "search_text": text, "title_key": title}
            for number, (text, title) in enumerate(texts)))
        names, weights = zip(*OUTCOMES)
        outcomes = random.choices(names, weights, k=executions)

        def row(number):
            text, title = texts[number % EXPERIMENTS]
            at = instant(number)
            return {**of_team, "id": identifier(number), "experiment": identifier(10**9 + number % EXPERIMENTS),
                    "title": title, "status": "completed", "deviated": 0, "outcome": outcomes[number], "tags": "[]",
                    "author": "a", "author_name": f"person{number % 20}", "started": at, "ended": at,
                    "last_seen": at, "document": document, "search_text": text, "duration": random.randrange(600_000)}

        insert(database, "execution", (row(number) for number in range(executions)))
        fill_other_lists(hub, database, document, executions)
        database.commit()
    fill_dashboard(hub, executions)
    hub.restart()


class Request:
    """`path` has names in braces, which request.of(HUB) fills in."""

    def __init__(self, path, is_by_bystander=False):
        self._path = path
        self.is_by_bystander = is_by_bystander

    def of(self, hub):
        organization = f"/organizations/{hub.organization}"
        return self._path.format(
            organization=organization, team=f"{organization}/teams/{hub.team}",
            execution=hub.execution_path.removeprefix("/"), middle=identifier(EXECUTIONS // 2),
            first=identifier(0), experiment=identifier(10**9 + 5), event=EXECUTIONS // 2,
            subject=identifier(EXECUTIONS // 3))


def seconds_of(hub, request):
    """The median of some requests, of which the first does not count; None if the hub lacks the list."""
    token = hub.bystander if request.is_by_bystander else hub.token
    times = []
    for _ in range(REQUESTS + 1):
        asked = urllib.request.Request(hub.url + request.of(hub), headers={"Authorization": f"Bearer {token}"})
        start = time.monotonic()
        try:
            with urllib.request.urlopen(asked, timeout=60) as answer:
                answer.read()
        except urllib.error.HTTPError as error:
            if error.code in (404, 405, 422):
                return None
            raise
        times.append(time.monotonic() - start)
    return [statistics.median(times[1:])]


def requests():
    """Each list: its page, which also counts, and what the API answers."""
    for name, query in QUERIES.items():
        yield f"page: {name}", Request("{team}/executions?" + query)
        yield f"API: {name}", Request("/api/v1{team}/executions?" + query)
    for name, path in TEAM_LISTS.items():
        yield f"API: {name}", Request("/api/v1{team}/" + path)
    for name, path in ORGANIZATION_LISTS.items():
        yield f"API: {name}", Request("/api/v1{organization}/" + path)
    yield "page: experiments", Request("{team}/experiments")
    yield "page: experiments by title", Request("{team}/experiments?sort=title&q=web")
    yield "page: experiment with many versions", Request("{team}/experiments/{experiment}")
    yield "page: verifications", Request("{team}/verifications")
    yield "page: overview", Request("{team}")
    yield "page: organization", Request("{organization}")
    yield "page: audit log", Request("{organization}/audit?subject=rare+v77777")
    yield "page: home", Request("/")
    yield "page: home of somebody in no team", Request("/", is_by_bystander=True)
    yield "API: activities for somebody in no team", Request("/api/v1{organization}/activities", is_by_bystander=True)
