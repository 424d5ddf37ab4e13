#!/bin/sh
# Builds the documentation as a site; every warning is an error. Exit code 77: no mkdocs.
set -eu
source=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
command -v mkdocs >/dev/null || {
  echo "SKIPPED: there is no mkdocs"
  exit 77
}
site=$(mktemp -d)
trap 'rm -rf "$site"' EXIT
PYTHONDONTWRITEBYTECODE=1 mkdocs build --quiet --strict -f "$source/packaging/docs/mkdocs.yml" -d "$site"

fail() {
  echo "FAILED: $*"
  exit 1
}
[ "$(find "$site" -name '*.html' ! -name 404.html | wc -l)" -eq "$(find "$source/docs" -name '*.md' | wc -l)" ] ||
  fail "some pages are missing"
if grep -rlE '(src|<link[^>]*href)="https?://' --include='*.html' "$site"; then
  fail "these load something from another host"
fi
# Markdown that mkdocs and GitHub treat differently: a fence inside a list, a table or list without an empty
# line before it.
if grep -rn '^ \+```' "$source/docs"; then fail "a fence in a list; use paragraphs or headings"; fi
for page in "$site"/*.html "$site"/*/*.html; do
  if sed '/<pre>/,/<\/pre>/d' "$page" | grep -E '^\| |^<p>\| |^[-*] [A-Za-z`*]|^[0-9]\. '; then
    fail "this is not read as a block in ${page#"$site/"}"
  fi
done
echo "the site is built"
