#!/bin/sh
# Installs everything needed to build, run and test this project on Debian 12. Packages are named only here;
# cmake/Dependencies.cmake finds their libraries.
#
#   packaging/install-build-deps.sh          what the build and the tests need
#   packaging/install-build-deps.sh --dev    and what developers add: clang tools, fuzzers, benchmarks,
#                                            shells and tools that try out what is packaged
set -eu

build='g++ cmake ninja-build ccache pkg-config git ca-certificates
  libcli11-dev nlohmann-json3-dev libyaml-cpp-dev libcurl4-openssl-dev libfmt-dev zlib1g-dev
  libsoci-dev libboost-dev libsqlite3-dev libpq-dev
  libcpp-jwt-dev libsodium-dev prometheus-cpp-dev libhowardhinnant-date-dev libssl-dev
  libpcre2-dev libuchardet-dev libcpp-httplib-dev libgtest-dev libgmock-dev libvalijson-dev python3
  openssl curl libxml2-utils dpkg-dev file'
dev='clang-14 clang-tidy-14 clang-format-14 libclang-rt-14-dev libbenchmark-dev python3-venv
  zsh fish groff-base man-db python3-yaml mmdebstrap lintian wrk postgresql mkdocs
  chromium chromium-driver python3-selenium'

# For a real OpenID Connect issuer. Node's own packages include npm, and conflict with Debian's.
command -v npm >/dev/null || dev="$dev npm"

packages=$build
[ "${1:-}" = --dev ] && packages="$build $dev"

missing=
for package in $packages; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' ||
    missing="$missing $package"
done
[ -z "$missing" ] && exit 0

sudo=
[ "$(id -u)" -eq 0 ] || sudo=sudo
$sudo apt-get update
# shellcheck disable=SC2086 # the list is split on purpose
DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y --no-install-recommends $missing
