#!/bin/bash
# Loads the completion in bash and completes lines there. Exit code 77: bash is missing or too old.
#
#   bash_completion_test.sh CHAOS
# shellcheck source=tests/packaging/completion_cases.sh
. "$(dirname "$0")/completion_cases.sh"
((BASH_VERSINFO[0] > 4 || (BASH_VERSINFO[0] == 4 && BASH_VERSINFO[1] >= 4))) || skip "bash is $BASH_VERSION"
eval "$(chaos completion bash)"

# Outside of a line editor, compopt has no effect, so record its options.
compopt() { printf '%s\n' "<$2>"; }

# Completes the words, which are split as bash does; the cursor is at the last one.
complete_words() {
  COMP_WORDS=(chaos "$@")
  COMP_CWORD=$#
  _chaos chaos
  ((${#COMPREPLY[@]} == 0)) || printf '%s\n' "${COMPREPLY[@]}"
}

FILES='<default>' DIRECTORIES='<dirnames>'
check_common_cases complete_words
expect "an assignment, split at =" "probes" complete_words run --dry = pro
expect "an assignment without a value" "actions activities pause probes" complete_words run --dry =
expect "files for an assignment" "$FILES" complete_words run --journal-path = jour
expect "a line split at :" "$FILES" complete_words run http : //localhost/experiment.json
finish
