#!/bin/bash
# Runs the program from the tarball in an environment that only contains the C library. Exit code 77: the
# environment cannot be created here.
#
#   tarball_test.sh chaos-VERSION-linux-x86_64.tar.gz
set -eu
# shellcheck source=tests/packaging/package_experiment.sh
. "$(dirname "$0")/package_experiment.sh"
tarball=$(realpath "$1")
unshare -rm true 2>/dev/null || skip "a root directory cannot be changed without rights"

root=$(mktemp -d)
SERVER=
trap 'kill $SERVER 2>/dev/null; rm -rf "$root"' EXIT
mkdir -p "$root/opt/anywhere" "$root/lib64" "$root/usr/lib" "$root/tmp" "$root/served" "$root/dev" "$root/proc"
ln -s usr/lib "$root/lib"
tar -xzf "$tarball" -C "$root/opt/anywhere" --strip-components=1
dpkg-query -L libc6 2>/dev/null | grep -E '/(ld-linux.*|lib[a-z_]+)\.so\.[0-9]+$' | while read -r file; do
  cp -L "$file" "$root/usr/lib/"
done
cp -L /lib64/ld-linux-x86-64.so.2 "$root/lib64/"
: >"$root/dev/null"

# The loader finds the program's path in /proc.
in_root() {
  # shellcheck disable=SC2016 # the inner shell expands them
  env -i PATH="$PATH" unshare -rm sh -c 'mount --rbind /proc "$0/proc" && exec chroot "$0" /opt/anywhere/bin/chaos "$@"' "$root" "$@"
}

in_root --version | grep -q '^chaos, version ' || fail "--version"
serve "$root/served"
write_experiment "$root/experiment.json" /opt/anywhere/bin/chaos "$URL"
in_root validate experiment.json || fail "validate"
in_root run experiment.json || fail "run"
check_journal "$root/journal.json" || fail "an activity"

# No library is searched for elsewhere, and every bundled one comes with its licence.
for library in "$root"/opt/anywhere/lib/chaos/*; do
  [ -f "$library" ] || fail "$library is not a file"
done
[ -s "$root/opt/anywhere/share/doc/chaos/libraries/libcurl4" ] || fail "the licence of libcurl is missing"
echo "the tarball is whole: $(du -sh "$tarball" | cut -f1), $(find "$root/opt/anywhere/lib/chaos" -type f | wc -l) libraries"
