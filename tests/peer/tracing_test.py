"""chaostoolkit-opentracing: its controls export spans, to a collector here and to an in-memory tracer."""

import contextlib
import http.server
import json
import pathlib
import subprocess
import tempfile
import threading
import unittest

from programs import EXPERIMENTS, Programs, run, run_both

EXPERIMENT = (EXPERIMENTS / "tracing_experiment.yaml").read_text("utf-8")


class Collector(http.server.BaseHTTPRequestHandler):
    """Keeps the bodies of OTLP requests in files of the server's directory."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        with self.server.lock:
            self.server.bodies.append(self.server.place / f"body-{len(self.server.bodies)}")
            self.server.bodies[-1].write_bytes(body)
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *arguments):
        pass


@contextlib.contextmanager
def collector():
    """Yields a server whose `bodies` are the files with the requests it received."""
    with tempfile.TemporaryDirectory(prefix="chaos-spans-") as directory:
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Collector)
        server.place, server.bodies, server.lock = pathlib.Path(directory), [], threading.Lock()
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server
        finally:
            server.shutdown()
            server.server_close()


def decoded(bodies):
    python = Programs.reference.binary.parent / "python"
    script = pathlib.Path(__file__).resolve().parent / "decode_spans.py"
    printed = subprocess.run([python, script, *bodies], stdout=subprocess.PIPE, check=True).stdout
    return json.loads(printed)


def with_controls(*modules):
    controls = [{"name": module, "provider": {"type": "python", "module": module}} for module in modules]
    return f"{EXPERIMENT}controls: {json.dumps(controls)}\n"


def exported(program):
    """The outcome of a run, and the spans that it exported, by their subject."""
    with collector() as server:
        address = f"http://127.0.0.1:{server.server_address[1]}"
        outcome = run(program, ["--no-version-check", "run", "e.yaml"],
                      files={"e.yaml": with_controls("chaostracing.oltp")},
                      environment={"OTEL_EXPORTER_OTLP_ENDPOINT": address})
        return outcome, decoded(server.bodies)


def comparable(span):
    """The last line of a traceback: the first ones name the files of the library or of the worker."""
    attributes = dict(span["attributes"])
    error = attributes.get("chaostoolkit.activity.error")
    if error:
        attributes["chaostoolkit.activity.error"] = error[-1]
    return {**span, "attributes": attributes}


class TracingTest(unittest.TestCase):
    maxDiff = None

    def test_spans_of_event_handlers_are_exported(self):
        (ours, our_spans), (theirs, their_spans) = map(exported, (Programs.ours, Programs.reference))
        self.assertEqual(theirs.log, ours.log)
        self.assertEqual(theirs.journal, ours.journal)
        self.assertEqual([comparable(span) for span in their_spans], [comparable(span) for span in our_spans])
        names = [span["name"] for span in our_spans]
        self.assertEqual("experiment", names[-1])
        self.assertIn("activity: fails", names)

    def test_spans_of_the_control(self):
        modules = ("mock_tracing", "chaostracing.control")
        ours, theirs = run_both(["--no-version-check", "run", "e.yaml"], wanted=["spans.json"],
                                files={"e.yaml": with_controls(*modules)})
        self.assertEqual(theirs.log, ours.log)
        self.assertEqual(theirs.journal, ours.journal)
        self.assertEqual(json.loads(theirs.files["spans.json"]), json.loads(ours.files["spans.json"]))
        self.assertIn("Traced", [span["name"] for span in json.loads(ours.files["spans.json"])])
