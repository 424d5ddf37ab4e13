"""chaostoolkit-prometheus: its probes query a real Prometheus, which monitors itself."""

import contextlib
import http.client
import json
import pathlib
import tempfile
import time
import unittest

from environment import obtain, prometheus_server
from ports import reserve_port
from programs import SECONDS, run_both, serving, wait_for

CONFIGURATION = """\
global: {{scrape_interval: 1s}}
scrape_configs:
  - job_name: itself
    static_configs: [{{targets: ["127.0.0.1:{port}"]}}]
"""


@contextlib.contextmanager
def prometheus(program):
    """Yields the port of a Prometheus that has collected data."""
    port = reserve_port()
    with tempfile.TemporaryDirectory(prefix="chaos-prometheus-") as directory:
        place = pathlib.Path(directory)
        (place / "prometheus.yml").write_text(CONFIGURATION.format(port=port))
        command = [program, f"--config.file={place / 'prometheus.yml'}",
                   f"--storage.tsdb.path={place / 'data'}", f"--web.listen-address=127.0.0.1:{port}"]
        with serving(command):
            wait_for(port)
            wait_for_measurement(port)
            yield port


def wait_for_measurement(port):
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        connection.request("GET", "/api/v1/query?query=up%3D%3D1")
        if b'"up"' in connection.getresponse().read():
            return
        time.sleep(0.1)
    raise TimeoutError("Prometheus measures nothing")


def query(name, func="query", **arguments):
    provider = {"type": "python", "module": "chaosprometheus.probes", "func": func, "arguments": arguments}
    return {"type": "probe", "name": name, "provider": provider}


def without_samples(value):
    """Samples consist of a time and a value: only the number of their ranges is the same in each run."""
    if isinstance(value, dict):
        return {key: "<samples>" if key in ("value", "values") else without_samples(item)
                for key, item in value.items()}
    return [without_samples(item) for item in value] if isinstance(value, list) else value


class PrometheusTest(unittest.TestCase):
    maxDiff = None

    def test_queries(self):
        with prometheus(obtain(prometheus_server)) as port:
            ours, theirs = run_both(["--no-version-check", "run", "e.json"],
                                    files={"e.json": json.dumps(self.experiment(port))})
        self.assertEqual(theirs.log, ours.log)
        self.assertEqual(without_samples(theirs.journal), without_samples(ours.journal))
        self.assertEqual("completed", ours.journal["status"])
        self.assertFalse(ours.journal["deviated"])
        now, interval, wrong, moment = ours.journal["run"]
        self.assertEqual("42", now["output"]["data"]["result"][0]["value"][1])
        self.assertEqual("matrix", interval["output"]["data"]["resultType"])
        self.assertEqual("failed", wrong["status"])
        self.assertEqual("failed", moment["status"])

    def experiment(self, port):
        up = {**query("it is up", query='up{job="itself"}'),
              "tolerance": {"type": "jsonpath", "path": "$.data.result[*].value[1]", "expect": ["1"]}}
        return {
            "title": "Prometheus", "description": "-",
            "configuration": {"prometheus_base_url": f"http://127.0.0.1:{port}"},
            "steady-state-hypothesis": {"title": "It watches itself", "probes": [up]},
            "method": [
                query("now", query="vector(42)", when="now"),
                query("interval", "query_interval", query="up", start="1 minute ago", end="now", step=10),
                query("no query", query="up{"),
                query("no time", query="up", when="the day that never comes"),
            ],
        }
