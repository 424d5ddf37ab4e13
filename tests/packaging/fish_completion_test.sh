#!/bin/bash
# Loads the completion in fish and completes lines there. Exit code 77: fish is missing.
#
#   fish_completion_test.sh CHAOS
# shellcheck source=tests/packaging/completion_cases.sh
. "$(dirname "$0")/completion_cases.sh"
command -v fish >/dev/null || skip "there is no fish"
chaos completion fish >chaos.fish

complete_line() {
  # shellcheck disable=SC2016 # fish expands it
  LINE="chaos $*" fish --no-config -c 'source chaos.fish; complete -C "$LINE"' | cut -f1
}

FILES=experiment.json DIRECTORIES=directory/
check_common_cases complete_line
expect "an assignment" "--dry=probes" complete_line run --dry=pro
expect "files for an assignment" "--journal-path=experiment.json" complete_line run --journal-path=exp
expect "directories for an assignment" "--change-dir=directory/" complete_line --change-dir=dir
finish
