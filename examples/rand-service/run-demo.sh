#!/bin/sh
# Starts the three services, runs an experiment against them, and stops everything again.
#
#   run-demo.sh [EXPERIMENT]     experiment.json beside this script unless given
#
# The exit status is the experiment's. CHAOS_BINARY names the chaos to use; otherwise it is the one
# built in this repository, else the one on the PATH. See services.sh for ports and directories.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
. "$here/services.sh"

absolute() {
  (cd "$(dirname -- "$1")" && echo "$PWD/${1##*/}")
}

find_chaos() {
  built=$here/../../build/release/apps/chaos/chaos
  if [ -n "${CHAOS_BINARY:-}" ]; then
    given=$(command -v "$CHAOS_BINARY") || fail "CHAOS_BINARY is not a program: $CHAOS_BINARY"
    absolute "$given"
  elif [ -x "$built" ]; then
    absolute "$built"
  else
    command -v chaos || fail "there is no chaos: build it, or set CHAOS_BINARY to its path"
  fi
}

# The path of the experiment, relative to the caller's directory or else to this one.
find_experiment() {
  for candidate in "$1" "$here/$1"; do
    [ -f "$candidate" ] || continue
    absolute "$candidate"
    return
  done
  fail "there is no experiment $1"
}

# shellcheck disable=SC2317 # called by a trap, as is stop_services
# Ctrl-C asks chaos to stop, which leaves a journal; everything else follows from its end.
pass_on_signal() {
  [ -n "$chaos_pid" ] || exit 130
  kill -s TERM "$chaos_pid" 2>/dev/null || :
}

# shellcheck disable=SC2317
stop_services() {
  trap '' INT TERM HUP
  "$here/stop-server.sh" require_rand primary secondary >"$run_dir/stop.log" 2>&1 ||
    cat "$run_dir/stop.log" >&2
}

[ $# -le 1 ] || fail "give one experiment"
chaos=$(find_chaos) || exit 1
experiment=$(find_experiment "${1:-experiment.json}") || exit 1
for service in require_rand primary secondary; do
  ! is_running "$service" ||
    fail "$service runs already; stop it with $here/stop-server.sh $service"
done

journal=$run_dir/journal.json
rm -f "$journal"
chaos_pid=
trap stop_services EXIT
trap pass_on_signal INT TERM HUP
"$here/start-server.sh" primary secondary require_rand

# The experiments call ./start-server.sh and ./stop-server.sh.
cd "$here"
"$chaos" --no-version-check --log-file "$run_dir/chaos.log" \
  run --journal-path "$journal" "$experiment" &
chaos_pid=$!
status=0
wait "$chaos_pid" || status=$?
while kill -0 "$chaos_pid" 2>/dev/null; do  # a signal ended the wait, not the experiment
  status=0
  wait "$chaos_pid" || status=$?
done

[ ! -f "$journal" ] || echo "Journal: $journal"
exit "$status"
