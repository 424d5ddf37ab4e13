# shellcheck shell=bash
# The test cases for the completions of all shells. Sourced by the tests of each shell, with the program as
# the first argument.
set -u
PATH=$(dirname "$(realpath "$1")"):$PATH
SANDBOX=$(mktemp -d)
trap 'rm -rf "$SANDBOX"' EXIT
cd "$SANDBOX" || exit 1
export HOME=$SANDBOX
mkdir "$HOME/.chaostoolkit" directory
touch experiment.json
cat >"$HOME/.chaostoolkit/settings.yaml" <<'YAML'
auths:
  example.com: {type: bearer, value: hush}
notifications:
- type: http
YAML
FAILURES=0

skip() { echo "SKIPPED: $*"; exit 77; }

# expect WHAT WORDS COMMAND...: the lines that the command prints, in any order.
expect() {
  local what=$1 wanted=$2 found
  shift 2
  found=$("$@" | sort | paste -sd' ')
  [[ $found == "$wanted" ]] && return
  echo "FAILED: $what: expected '$wanted', found '$found'"
  FAILURES=$((FAILURES + 1))
}

# bash offers words as they are typed: with everything escaped that it would interpret.
unquoted() { "$@" | sed 's/\\\\/\\/g'; }

hidden_commands() { "$1" "" | grep -xE 'completion|man'; }

check_setting_keys() {
  local complete=$1
  expect "keys of settings" "auths auths.example\\.com" unquoted "$complete" settings get au
  expect "no values of settings" "" "$complete" settings get hush
}

# check_common_cases COMPLETE: cases with the same result in all shells. COMPLETE gets the words after
# `chaos`.
check_common_cases() {
  local complete=$1
  expect "commands" "recover" "$complete" rec
  expect "no hidden commands" "" hidden_commands "$complete"
  expect "options of the program" "--log-file --log-file-level --log-format" "$complete" --log
  expect "options of a command" "--rollback-strategy" "$complete" run --ro
  expect "choices of an option" "actions activities" "$complete" run --dry ac
  expect "choices of an argument" "python" "$complete" info p
  expect "options after the arguments" "--no-validation --no-verify-tls" "$complete" run experiment.json --no-v
  expect "files" "$FILES" "$complete" run exp
  expect "directories" "$DIRECTORIES" "$complete" --change-dir dir
  expect "nothing for a number" "" "$complete" run --hypothesis-frequency 1
  if chaos man settings >/dev/null 2>&1; then check_setting_keys "$complete"; fi
  [[ ! -e chaostoolkit.log ]] || { echo "FAILED: a log file was written"; FAILURES=$((FAILURES + 1)); }
}

finish() {
  ((FAILURES == 0)) && echo "all cases pass"
  exit $((FAILURES > 0))
}
