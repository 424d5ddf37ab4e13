"""chaostoolkit-toxiproxy: its actions control a real toxiproxy, through which probes reach a server."""

import contextlib
import http.server
import json
import re
import threading
import unittest

from environment import obtain, toxiproxy_server
from ports import reserve_port
from programs import Programs, run, serving, wait_for


class Shop(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(b'{"open": true}')

    def log_message(self, *arguments):
        pass


@contextlib.contextmanager
def shop():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Shop)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()


def toxi(name, module, func, kind="action", **arguments):
    provider = {"type": "python", "module": f"chaostoxi.{module}", "func": func, "arguments": arguments}
    return {"type": kind, "name": name, "provider": provider}


def visit(name, timeout=5):
    provider = {"type": "http", "url": "http://127.0.0.1:${proxy}/", "timeout": timeout}
    return {"type": "probe", "name": name, "provider": provider}


def experiment(api, proxy, upstream):
    return {
        "title": "Toxiproxy", "description": "-",
        "configuration": {"toxiproxy_url": f"http://127.0.0.1:{api}", "proxy": proxy},
        "steady-state-hypothesis": {"title": "-", "probes": [
            {**toxi("no proxy", "proxy.probes", "proxy_exist", "probe", proxy_name="shop"),
             "tolerance": False}]},
        "method": [
            toxi("create", "proxy.actions", "create_proxy", proxy_name="shop", upstream_host="127.0.0.1",
                 upstream_port=upstream, listen_host="127.0.0.1", listen_port=proxy),
            {"type": "probe", "name": "port", "provider": {
                "type": "process", "path": "printenv", "arguments": ["shop_PORT"]}},
            toxi("exists", "proxy.probes", "proxy_exist", "probe", proxy_name="shop"),
            visit("through the proxy"),
            toxi("slow", "toxic.actions", "create_latency_toxic", for_proxy="shop", toxic_name="slow",
                 latency=3000),
            visit("too slow", timeout=1),
            toxi("no longer slow", "toxic.actions", "delete_toxic", for_proxy="shop", toxic_name="slow"),
            visit("fast again"),
            toxi("cut", "toxic.actions", "create_limiter_toxic", for_proxy="shop", toxic_name="cut",
                 bytes_limit=10),
            toxi("disable", "proxy.actions", "disable_proxy", proxy_name="shop"),
            visit("disabled"),
            toxi("reset", "proxy.actions", "reset"),
            visit("after the reset"),
            toxi("upstream", "proxy.probes", "get_proxy_attribute", "probe", proxy_name="shop",
                 attribute="upstream"),
            toxi("toxic of no proxy", "toxic.actions", "create_timeout_toxic", for_proxy="other",
                 toxic_name="t", timeout=1),
        ],
        "rollbacks": [toxi("delete", "proxy.actions", "delete_proxy", proxy_name="shop")],
    }


def without_details(value):
    """Removes a library's description of a failed connection, and a server's headers."""
    if isinstance(value, dict):
        return {key: without_details(item) for key, item in value.items() if key != "headers"}
    if isinstance(value, list):
        return [without_details(item) for item in value]
    if isinstance(value, str):
        return re.sub(r"(failed to connect to \S+): .*", r"\1: <detail>", value)
    return value


class ToxiproxyTest(unittest.TestCase):
    maxDiff = None

    def play(self, program, server):
        """Each program has its own toxiproxy."""
        api, proxy = reserve_port(), reserve_port()
        with shop() as upstream, serving([server, "-host", "127.0.0.1", "-port", str(api)]):
            wait_for(api)
            names = {f"127.0.0.1:{api}": "${API}", f"127.0.0.1:{proxy}": "${PROXY}",
                     f"127.0.0.1:{upstream}": "${SHOP}", str(proxy): "${PROXY_PORT}"}
            document = json.dumps(experiment(api, proxy, upstream))
            outcome = run(program, ["--no-version-check", "run", "e.json"], files={"e.json": document},
                          places=names)
        return outcome

    def test_actions(self):
        server = obtain(toxiproxy_server)
        ours, theirs = (self.play(program, server) for program in (Programs.ours, Programs.reference))
        self.assertEqual(without_details(theirs.log), without_details(ours.log))
        found = {run["activity"]["name"]: run for run in ours.journal["run"]}
        expected = {run["activity"]["name"]: run for run in theirs.journal["run"]}
        self.assertEqual(list(expected), list(found))
        for name, run_of_reference in expected.items():
            with self.subTest(name):
                for key in ("status", "output"):
                    expected_value = without_details(run_of_reference[key])
                    self.assertEqual(expected_value, without_details(found[name][key]))
        self.assertEqual("${PROXY_PORT}\n", found["port"]["output"]["stdout"])
        self.assertEqual({"open": True}, found["through the proxy"]["output"]["body"])
        self.assertEqual("failed", found["too slow"]["status"])
        self.assertEqual("failed", found["disabled"]["status"])
        self.assertEqual(200, found["after the reset"]["output"]["status"])
