#!/bin/sh
# Runs one experiment as described in the README, and checks that it ends as described there.
#
#   demo_test.sh EXPERIMENT FIRST_PORT     uses three ports from FIRST_PORT on
#
# CHAOS_BINARY and RAND_SERVICE_BIN_DIR as for run-demo.sh.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
experiment=$1
REQUIRE_RAND_PORT=$2
RAND_PRIMARY_PORT=$(($2 + 1))
RAND_SECONDARY_PORT=$(($2 + 2))
. "$here/services.sh"

expect_in_journal() {
  grep -Eq "$1" "$run_dir/journal.json" || fail "the journal lacks $1"
}

rm -f "$run_dir/journal.json"
status=0
cd / # the demo must not depend on where it is started
"$here/run-demo.sh" "$experiment" || status=$?

expect_in_journal '"status": *"completed"'
expect_in_journal 'primary answers on port' # by the rollback
case $experiment in
  experiment.json)
    [ "$status" -eq 0 ] || fail "exit status $status instead of 0"
    expect_in_journal '"deviated": *false'
    expect_in_journal '"server": *"secondary"'
    ;;
  both-servers-down.yaml)
    [ "$status" -eq 1 ] || fail "exit status $status instead of 1"
    expect_in_journal '"deviated": *true'
    expect_in_journal 'secondary answers on port'
    ;;
  *) fail "nothing is known about $experiment" ;;
esac
for service in require_rand primary secondary; do
  ! is_running "$service" || fail "$service was left behind"
done
