"""The hosts under example.com that the documentation mentions, on 127.0.0.1.

Programs reach them through the proxy that environment() names. hub.example.com is a ChaosIQ server
(example_hub.py); on other hosts, `https://HOST/PATH` is the file with that name in the page's directory, and
every POST is accepted.
"""
import http.server
import json
import ssl
import subprocess
import threading

import example_hub


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_CONNECT(self):  # noqa: N802 (named by the base class)
        self.send_response(200)
        self.end_headers()
        self.connection = self.server.tls.wrap_socket(self.connection, server_side=True)
        self.rfile = self.connection.makefile("rb")
        self.wfile = self.connection.makefile("wb", buffering=0)
        self.close_connection = False

    def do_GET(self):  # noqa: N802
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.headers["Host"].startswith("hub."):
            status, body, headers = example_hub.answer(self.command, self.path, self.server.directory)
            self.answer(status, json.dumps(body).encode(), headers)
        elif self.command == "GET":
            file = self.server.files / self.path.rsplit("/", 1)[-1]
            self.answer(200 if file.is_file() else 404, file.read_bytes() if file.is_file() else b"", {})
        else:
            self.answer(200, b"{}", {})

    do_HEAD = do_POST = do_PUT = do_GET

    def answer(self, status, body, headers):
        kind = "application/x-yaml" if self.path.endswith("yaml") else "application/json"
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format, *args):  # pylint: disable=redefined-builtin
        pass


class ExampleServer:
    """A context manager that serves `files`; its certificate is written to `directory`."""

    def __init__(self, directory, files):
        directory.mkdir()
        self.certificate = directory / "example.pem"
        key = directory / "example.key"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=example.com",
             "-addext", "subjectAltName=DNS:*.example.com", "-keyout", key, "-out", self.certificate],
            check=True, capture_output=True)
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.files = files
        self.server.directory = directory
        self.server.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.server.tls.load_cert_chain(self.certificate, key)

    def environment(self):
        return {"https_proxy": f"http://127.0.0.1:{self.server.server_address[1]}", "no_proxy": "127.0.0.1,localhost",
                "SSL_CERT_FILE": str(self.certificate), "DOCS_HUB": str(self.certificate.parent)}

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
