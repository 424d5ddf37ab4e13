#!/bin/bash
# Checks that the manual page of every command is formatted without warnings. Exit code 77: groff is missing.
#
#   man_test.sh CHAOS
set -eu
chaos=$(realpath "$1")
command -v groff >/dev/null || { echo "SKIPPED: there is no groff"; exit 77; }
pages=$(mktemp -d)
trap 'rm -rf "$pages"' EXIT
cd "$pages"
"$chaos" man --all .

fail() { echo "FAILED: $*"; exit 1; }

for page in *.1; do
  groff -man -Tutf8 -P-c -P-b -P-u -ww "$page" >"$page.txt" 2>warnings
  [ ! -s warnings ] || fail "$page: $(cat warnings)"
  # Every option of the help is on the page.
  IFS=- read -ra words <<<"${page%.1}"
  for option in $("$chaos" "${words[@]:1}" --help | grep -oE '^  (-h, )?--[a-z-]+' | grep -oE -- '--[a-z-]+'); do
    grep -q -- "$option" "$page.txt" || fail "$page says nothing of $option"
  done
done
for page in chaos.1 chaos-run.1; do
  [ -e "$page" ] || fail "$page is missing"
done
cmp -s <("$chaos" man run) chaos-run.1 || fail "chaos man run prints another page"
[ ! -e chaostoolkit.log ] || fail "a log file was written"
if command -v man >/dev/null; then
  for page in *.1; do
    LC_ALL=C.UTF-8 MANROFFSEQ='' man --warnings -E UTF-8 -l -Tutf8 "$page" 2>&1 >/dev/null | { ! grep .; } || fail "man warns of $page"
  done
fi
echo "$(find . -name '*.1' | wc -l) pages are fine"
