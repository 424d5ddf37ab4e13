# Functions for the setup of a documented page. Sourced by the shell that executes the page's commands, in its
# directory.
#
#   DOCS_SOURCE, DOCS_BUILD   the repository, and a build of it
#   DOCS_HUB                  the directory of the ChaosIQ server at hub.example.com; see example_hub.py
#   SETUP_LOG                 what the setup itself prints
# shellcheck shell=bash

# The exit code of the last command; the page's script stores it.
# shellcheck disable=SC2034
status=0

write_file() {
  local name=${2/#\~/$HOME}
  mkdir -p "$(dirname "$name")"
  cp "$1" "$name"
}

setup_failed() {
  printf 'The setup before line %s failed:\n%s\n' "$1" "$(cat "$SETUP_LOG")"
  exit 1
}

# A clone of the repository with the parts of a release build that the examples need: $HOME/chaos.
clone() {
  mkdir -p "$HOME/chaos/build/release/apps/chaos" "$HOME/chaos/build/release/examples/rand-service" \
    "$HOME/chaos/build/release/examples/native-extension"
  cp -r "$DOCS_SOURCE/examples" "$DOCS_SOURCE/schemas" "$HOME/chaos"
  ln -s "$DOCS_BUILD/apps/chaos/chaos" "$HOME/chaos/build/release/apps/chaos"
  ln -s "$DOCS_BUILD/examples/rand-service/"*rand* "$HOME/chaos/build/release/examples/rand-service"
  ln -s "$DOCS_BUILD/examples/native-extension/dice.so" "$HOME/chaos/build/release/examples/native-extension"
  rm -rf "$HOME/chaos/build/release/examples/rand-service/"run-*
}

# Whether the log in journal.json.wal says that the first action has started its process.
action_is_running() {
  awk '/activity-started .*"phase": "method"/ { method = 1 }
       method && / process-started / { running = 1 }
       END { exit !running }' journal.json.wal 2>/dev/null
}

# Leaves the log journal.json.wal of a run of $1 that was killed in its first action, whose process continues.
# As after a power failure, no watchdog restores the system.
killed_run() {
  rm -f journal.json journal.json.wal
  chaos --no-log-file run --no-watchdog "$@" &
  local pid=$! tries=0
  until action_is_running; do
    tries=$((tries + 1))
    [ "$tries" -lt 1000 ] || return 1
    sleep 0.02
  done
  kill -s KILL "$pid"
  wait "$pid" 2>/dev/null
  return 0
}

# A settings file with one entry of each kind that the pages mention.
sample_settings() {
  mkdir -p ~/.chaostoolkit
  cat >~/.chaostoolkit/settings.yaml <<'SETTINGS'
auths:
  example.com: {type: bearer, value: TOKEN}
  experiments.example.com: {type: bearer, value: TOKEN}
notifications:
  - type: http
    url: https://hooks.example.com/chaos
runtime:
  rollbacks:
    strategy: default
SETTINGS
}

# ~/venv with the parts of `pip install chaostoolkit-kubernetes` that the pages use.
kubernetes_environment() {
  python3 -m venv --without-pip ~/venv
  local packages
  packages=$(echo ~/venv/lib/python3*/site-packages)
  local name version
  while read -r name version; do
    mkdir -p "$packages/${name//-/_}-$version.dist-info"
    printf 'Metadata-Version: 2.1\nName: %s\nVersion: %s\n' "$name" "$version" \
      >"$packages/${name//-/_}-$version.dist-info/METADATA"
  done <<'PACKAGES'
chaostoolkit-lib 1.44.0
chaostoolkit-kubernetes 0.39.0
PACKAGES
  mkdir -p "$packages/chaosk8s/pod" "$packages/chaosk8s/deployment"
  touch "$packages/chaosk8s/__init__.py" "$packages/chaosk8s/"{pod,deployment}/__init__.py
  cat >"$packages/chaosk8s/pod/actions.py" <<'PYTHON'
def terminate_pods(label_selector=None, name_pattern=None, all=False, rand=False, mode="fixed", qty=1,
                   grace_period=-1, ns="default", order="alphabetic", secrets=None):
    pass
PYTHON
  cat >"$packages/chaosk8s/deployment/probes.py" <<'PYTHON'
def deployment_available_and_healthy(name, ns="default", label_selector=None, raise_on_unavailable=True, secrets=None):
    return True
PYTHON
}

sample_verification() {
  cat >verification.json <<'VERIFICATION'
{
  "title": "Clients are served", "description": "While nothing happens.",
  "steady-state-hypothesis": {
    "title": "All is well",
    "probes": [
      {"type": "probe", "name": "all-is-well", "tolerance": 0, "provider": {"type": "process", "path": "true"}}
    ]
  },
  "method": [],
  "extensions": [{
    "name": "chaosiq", "experiment_id": "experiments-1", "team_id": "t1",
    "verification": {"id": "verification-1", "frequency-of-measurement": 0.1, "duration-of-conditions": 0.3}
  }]
}
VERIFICATION
}

# A hub at $CHAOSHUB_LISTEN that serves until end_hub.
serve_hub() {
  chaoshub serve 2>hub.log &
  hub=$! tries=0
  until grep -q 'Serving ' hub.log; do
    tries=$((tries + 1))
    [ "$tries" -lt 1000 ] || return 1
    sleep 0.02
  done
}

end_hub() {
  kill "$hub"
  wait "$hub"
}
