#!/bin/sh
# Writes the two changelogs that a Debian package must contain: ours, and the package's.
#
#   changelogs.sh CHAOS DIRECTORY MAINTAINER
set -eu
version=$("$1" --version)
version=${version#chaos, version }
directory=$2
maintainer=$3
sources=$(dirname "$0")/../..
# The time of the commit, so that the same commit always gives the same package.
date=$(git -C "$sources" log -1 --format=%cD 2>/dev/null || date -R -r "$sources/CHANGELOG.md")

mkdir -p "$directory"
gzip -9nc "$sources/CHANGELOG.md" >"$directory/changelog.gz"
gzip -9nc >"$directory/changelog.Debian.gz" <<EOT
chaos-runner ($version-1) stable; urgency=medium

  * Built from the sources of that version.
    What is new in them: changelog.gz.

 -- $maintainer  $date
EOT
