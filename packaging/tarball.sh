#!/bin/sh
# Builds the relocatable tarball, which brings its libraries, and says where it is. It runs where the
# C library is at least as new as here.
#
#   packaging/tarball.sh [DIRECTORY]     where to put it; build/tarball/packages unless given
set -eu
cd "$(dirname "$0")/.."
build=build/tarball

cmake --preset release -B $build -DCHAOS_BUILD_TESTS=OFF -DCHAOS_PORTABLE=ON >&2
cmake --build $build --target chaos chaos_share >&2
rm -rf $build/packages
cpack --config $build/CPackConfig.cmake -G TGZ >&2
rm -rf $build/packages/_CPack_Packages

if [ $# -gt 0 ]; then
  mkdir -p "$1"
  cp $build/packages/*.tar.gz "$1/"
  ls "$1"/chaos-*.tar.gz
else
  ls $build/packages/*.tar.gz
fi
