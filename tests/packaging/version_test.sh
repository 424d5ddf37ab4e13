#!/bin/bash
# Stamps the version in separate repositories: released, later, changed, and without git.
#
#   version_test.sh CMAKE
set -eu
script=$(realpath "$(dirname "$0")/../../cmake/GitVersion.cmake")
sandbox=$(mktemp -d)
trap 'rm -rf "$sandbox"' EXIT
cd "$sandbox"
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null
git() { command git -C sources -c user.name=me -c user.email=me@localhost "$@"; }

# expect PATTERN WHAT
expect() {
  "$cmake" -D SOURCE="$sandbox/sources" -D VERSION=0.1.0 -D OUTPUT="$sandbox/version.cpp" -P "$script"
  grep -qE "kVersion = \"$1\";" version.cpp || { echo "FAILED: $2: $(grep kVersion version.cpp)"; exit 1; }
}

cmake=$1
mkdir sources
touch sources/file
expect '0\.1\.0' "sources without git"

git init -q
git add file
git commit -qm first
expect '0\.1\.0\+g[0-9a-f]{7,}' "a commit before the release"
git tag v0.1.0
expect '0\.1\.0' "the release"
echo changed >sources/file
expect '0\.1\.0\+g[0-9a-f]{7,}\.dirty' "the release with a changed file"
git commit -qam second
expect '0\.1\.0\+g[0-9a-f]{7,}' "a commit after the release"

touch -d 2001-01-01 version.cpp
expect '0\.1\.0\+g[0-9a-f]{7,}' "the same again"
[ "$(stat -c %y version.cpp | cut -d- -f1)" = 2001 ] || { echo "FAILED: the file was written again"; exit 1; }
echo "all versions are right"
