#!/bin/sh
# Builds the relocatable tarball, which brings its libraries, and says where it is. It runs where the
# C library is at least as new as here.
#
#   packaging/tarball.sh [DIRECTORY]     where to put it; build/tarball/packages unless given
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
