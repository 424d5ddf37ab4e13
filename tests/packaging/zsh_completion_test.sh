#!/bin/bash
# Loads the completion in zsh and completes lines there, on a terminal, because zsh completes nowhere else.
# Exit code 77: zsh is missing.
#
#   zsh_completion_test.sh CHAOS
# shellcheck source=tests/packaging/completion_cases.sh
. "$(dirname "$0")/completion_cases.sh"
command -v zsh >/dev/null || skip "there is no zsh"
mkdir functions
chaos completion zsh >functions/_chaos

# Executed by the shell on the terminal: instead of adding matches to the list that users see, prints those
# that start with the word, between two marks.
cat >.zshrc <<'ZSH'
fpath=(~/functions $fpath)
autoload -Uz compinit && compinit -u -D
PS1= PS2=
unsetopt prompt_cr prompt_sp
compadd() {
  local -a found
  builtin compadd -O found "$@"
  (( $#found )) && print -rl -- "${(@)found/#/match:$IPREFIX}"
  builtin compadd "$@"
}
print-matches() { zle complete-word; print end:of-matches; exit 0 }
zle -C complete-word complete-word _main_complete
zle -N print-matches
bindkey '^I' print-matches
print ready:for-a-line
ZSH

complete_line() {
  LINE="chaos $*" zsh -f -c '
    zmodload zsh/zpty
    zpty shell "stty -echo; TERM=dumb HISTFILE= exec zsh -i"
    zpty -r shell output "*ready:for-a-line*"
    zpty -w -n shell "$LINE"$'"'\\t'"'
    zpty -r shell output "*end:of-matches*"
    print -r -- "$output"' | tr -d '\r' | sed -n 's/^.*match://p' | sort -u
}

FILES=experiment.json DIRECTORIES=directory
check_common_cases complete_line
expect "an assignment" "--dry=probes" complete_line run --dry=pro
expect "files for an assignment" "--journal-path=experiment.json" complete_line run --journal-path=exp
finish
