#!/bin/sh
# Makes the program generate its manual pages and completions, as packages contain them.
#
#   generate-share.sh CHAOS DIRECTORY
set -eu
chaos=$1
share=$2

rm -rf "$share/man" "$share/bash" "$share/zsh" "$share/fish"
mkdir -p "$share/bash" "$share/zsh" "$share/fish"
"$chaos" man --all "$share/man/man1"
chmod 644 "$share/man/man1"/*
gzip -9n "$share/man/man1"/*
"$chaos" completion bash >"$share/bash/chaos"
"$chaos" completion zsh >"$share/zsh/_chaos"
"$chaos" completion fish >"$share/fish/chaos.fish"
