#!/bin/sh
# Builds the relocatable tarball, which includes its libraries, and prints its path. It runs on systems whose
# C library is at least as new as here.
#
#   packaging/tarball.sh [DIRECTORY]     the output directory; default: build/tarball/packages
set -eu
sources=$(realpath "$(dirname "$0")/..")
build=$sources/build/tarball
packages=$(realpath -m "${1:-$build/packages}")

cd "$sources"
cmake --preset release -B "$build" -DCHAOS_BUILD_TESTS=OFF -DCHAOS_PORTABLE=ON >&2
cmake --build "$build" --target chaos chaos_share >&2
cpack --config "$build"/CPackConfig.cmake -G TGZ -B "$packages" >&2
rm -rf "$packages/_CPack_Packages"
ls -t "$packages"/chaos-*.tar.gz | head -n1
