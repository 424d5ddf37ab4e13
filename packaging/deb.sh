#!/bin/sh
# Builds the Debian package and prints its path.
#
#   packaging/deb.sh [DIRECTORY]     the output directory; default: build/deb/packages
set -eu
sources=$(realpath "$(dirname "$0")/..")
build=$sources/build/deb
packages=$(realpath -m "${1:-$build/packages}")
maintainer=${CHAOS_MAINTAINER:-Chaos runner maintainers <maintainers@users.noreply.github.com>}

cd "$sources"
cmake --preset release -B "$build" -DCHAOS_BUILD_TESTS=OFF "-DCHAOS_MAINTAINER=$maintainer" \
  -DCMAKE_INSTALL_PREFIX=/usr -DCMAKE_INSTALL_DOCDIR=share/doc/chaos-runner -DCHAOS_ZSH_COMPLETIONS=share/zsh/vendor-completions >&2
cmake --build "$build" --target chaos chaos_share >&2
packaging/debian/changelogs.sh "$build"/apps/chaos/chaos "$build"/share/debian "$maintainer"
cpack --config "$build"/CPackConfig.cmake -G DEB -B "$packages" >&2
rm -rf "$packages/_CPack_Packages"
ls -t "$packages"/chaos-runner_*.deb | head -n1
