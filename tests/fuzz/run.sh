#!/bin/bash
# Builds the fuzz targets and runs them, each from its seeds in corpus/<name>.
#
#   tests/fuzz/run.sh [SECONDS [NAME]...]     defaults: 60 seconds and every target
#
# Exits with 1 if a target fails; the input is then kept in build/fuzz/findings. New inputs go to a temporary
# directory, or to $CHAOS_FUZZ_CORPUS/<name> to be kept for the next time.
set -euo pipefail
cd "$(dirname "$0")/../.."

seconds=${1:-60}
names=("${@:2}")
if [ ${#names[@]} -eq 0 ]; then
  for source in tests/fuzz/*_fuzzer.cpp; do
    name=$(basename "$source" _fuzzer.cpp)
    names+=("$name")
  done
fi

cmake --preset fuzz
cmake --build --preset fuzz

findings=build/fuzz/findings
mkdir -p "$findings"
temporary=$(mktemp -d)
trap 'rm -rf "$temporary"' EXIT

failed=()
for name in "${names[@]}"; do
  printf '\n== %s, %s s\n' "$name" "$seconds"
  grown=${CHAOS_FUZZ_CORPUS:-$temporary}/$name
  mkdir -p "$grown"
  "build/fuzz/tests/fuzz/${name}_fuzzer" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=2048 \
    -verbosity=0 -print_funcs=0 -print_final_stats=1 -artifact_prefix="$findings/$name-" \
    "$grown" "tests/fuzz/corpus/$name" || failed+=("$name")
done

printf '\n%s targets, %s failed\n' "${#names[@]}" "${#failed[@]}"
[ ${#failed[@]} -eq 0 ] || { printf 'inputs: %s\n' "$findings"; exit 1; }
