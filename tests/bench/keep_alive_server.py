"""An HTTP/1.1 server that answers every GET with the same small JSON document.

As a program, it prints its port and serves until its standard input is closed.
"""

import http.server
import sys
import threading

BODY = b'{"status": "well", "items": [1, 2, 3]}'


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self):
        # Header and body in one write: two would wait for the client's delayed acknowledgement.
        self.wfile.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
            b"Content-Length: %d\r\n\r\n%s" % (len(BODY), BODY)
        )

    def log_message(self, *arguments):
        """Does nothing, because writing a log line would be measured, too."""


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


def main():
    server = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_address[1], flush=True)
    sys.stdin.read()
    server.shutdown()


if __name__ == "__main__":
    main()
