#!/bin/bash
# Installs the Debian package in a new Debian 12, runs its program, and removes it again; also runs lintian.
# Exit code 77: a Debian cannot be created here (needs root, mmdebstrap and Debian's archive).
#
#   deb_test.sh chaos-runner_VERSION_amd64.deb
set -eu
# shellcheck source=tests/packaging/package_experiment.sh
. "$(dirname "$0")/package_experiment.sh"
package=$(realpath "$1")

if command -v lintian >/dev/null; then
  lintian --allow-root --fail-on error "$package" || fail "lintian finds errors"
else
  echo "SKIPPED: lintian, which is not installed"
fi
[ "$(id -u)" -eq 0 ] || skip "only root can make a Debian"
command -v mmdebstrap >/dev/null || skip "there is no mmdebstrap"

root=$(mktemp -d)
SERVER=
trap 'kill $SERVER 2>/dev/null; rm -rf "$root"' EXIT
in_root() { chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive "$@"; }

# The mirror that this machine uses, if it is a Debian.
mirror=$(apt-get indextargets --format '$(SITE)' 'Codename: bookworm' 'Created-By: Packages' 2>/dev/null | head -1)
mmdebstrap --quiet --variant=apt --mode=root bookworm "$root" ${mirror:+"$mirror"} || skip "Debian's archive cannot be reached"
cp /etc/resolv.conf "$root/etc/"
in_root apt-get update -qq || skip "Debian's archive cannot be reached from within"

cp "$package" "$root/tmp/chaos-runner.deb"
in_root apt-get install -y -qq --no-install-recommends /tmp/chaos-runner.deb >/dev/null || fail "it cannot be installed"
in_root chaos --version | grep -q '^chaos, version ' || fail "--version"
for file in share/man/man1/chaos.1.gz share/man/man1/chaos-run.1.gz share/bash-completion/completions/chaos \
  share/zsh/vendor-completions/_chaos share/fish/vendor_completions.d/chaos.fish \
  share/doc/chaos-runner/copyright share/doc/chaos-runner/docs/reference/operations.md; do
  in_root dpkg-query -L chaos-runner | grep -qx "/usr/$file" || fail "/usr/$file is not in the package"
done

mkdir "$root/served"
serve "$root/served"
write_experiment "$root/tmp/experiment.json" chaos "$URL"
in_root chaos --change-dir /tmp --no-log-file run experiment.json || fail "run"
check_journal "$root/tmp/journal.json" || fail "an activity"

in_root apt-get purge -y -qq chaos-runner >/dev/null || fail "it cannot be removed"
left=$(find "$root/usr" "$root/etc" "$root/var/lib/dpkg/info" -name '*chaos*')
[ -z "$left" ] || fail "it leaves behind: $left"
echo "the package installs, runs and is removed"
