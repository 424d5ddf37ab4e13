#!/bin/sh
# Builds the Debian package and says where it is.
#
#   packaging/deb.sh [DIRECTORY]     where to put it; build/deb/packages unless given
set -eu
cd "$(dirname "$0")/.."
build=build/deb
maintainer=${CHAOS_MAINTAINER:-Chaos runner maintainers <maintainers@users.noreply.github.com>}

cmake --preset release -B $build -DCHAOS_BUILD_TESTS=OFF "-DCHAOS_MAINTAINER=$maintainer" \
  -DCMAKE_INSTALL_PREFIX=/usr -DCMAKE_INSTALL_DOCDIR=share/doc/chaos-runner -DCHAOS_ZSH_COMPLETIONS=share/zsh/vendor-completions >&2
cmake --build $build --target chaos chaos_share >&2
packaging/debian/changelogs.sh $build/apps/chaos/chaos $build/share/debian "$maintainer"
rm -rf $build/packages
cpack --config $build/CPackConfig.cmake -G DEB >&2
rm -rf $build/packages/_CPack_Packages

if [ $# -gt 0 ]; then
  mkdir -p "$1"
  cp $build/packages/*.deb "$1/"
  ls "$1"/chaos-runner_*.deb
else
  ls $build/packages/*.deb
fi
