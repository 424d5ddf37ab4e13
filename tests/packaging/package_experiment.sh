# shellcheck shell=bash disable=SC2034
# The experiment with which the tests of the packages check that a program is complete: it starts a process
# and sends a request. Sourced by them.

skip() { echo "SKIPPED: $*"; exit 77; }
fail() { echo "FAILED: $*"; exit 1; }

# write_experiment FILE CHAOS URL: CHAOS is the program as started by the experiment.
write_experiment() {
  cat >"$1" <<EOT
{"title": "A package is whole", "description": "n/a", "method": [
  {"type": "action", "name": "process", "provider": {"type": "process", "path": "$2", "arguments": ["--version"]}},
  {"type": "probe", "name": "http", "tolerance": 200, "provider": {"type": "http", "url": "$3", "timeout": 5}}]}
EOT
}

# serve DIRECTORY: starts an HTTP server on a free port and sets URL.
serve() {
  exec {server}< <(exec python3 -u -c '
import functools, http.server, sys
handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=sys.argv[1])
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
print(server.server_port)
server.serve_forever()' "$1" 2>/dev/null)
  SERVER=$!
  read -r -u "$server" port
  URL=http://127.0.0.1:$port/
}

# check_journal FILE: every activity has succeeded.
check_journal() {
  python3 - "$1" <<'EOT'
import json, sys
journal = json.load(open(sys.argv[1]))
statuses = [run["status"] for run in journal["run"]]
sys.exit(0 if journal["status"] == "completed" and statuses == ["succeeded"] * 2 else f"{journal['status']}: {journal['run']}")
EOT
}
