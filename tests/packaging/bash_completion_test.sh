#!/bin/bash
# Loads the completion into a bash and completes lines there. Exit code 77: no bash that is new enough.
#
#   bash_completion_test.sh CHAOS
# shellcheck source=tests/packaging/completion_cases.sh
. "$(dirname "$0")/completion_cases.sh"
((BASH_VERSINFO[0] > 4 || (BASH_VERSINFO[0] == 4 && BASH_VERSINFO[1] >= 4))) || skip "bash is $BASH_VERSION"
eval "$(chaos completion bash)"

# Outside of a line editor there is nothing to set; what would be is noted.
compopt() { printf '%s\n' "<$2>"; }

# Completes the words, of which the last is at the cursor, split as bash splits them.
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
