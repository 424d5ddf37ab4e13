# Shared by the scripts of this example: paths and ports. Sourced, with `here` set to this directory.
#
#   REQUIRE_RAND_PORT, RAND_PRIMARY_PORT, RAND_SECONDARY_PORT   ports (8001, 8002, 8003)
#   RAND_SERVICE_BIN_DIR   where require_rand and rand_server are (the first build that has them)
#   RAND_SERVICE_RUN_DIR   where process ids, logs and the journal go (run-<port> beside them)
# shellcheck shell=sh

export REQUIRE_RAND_PORT="${REQUIRE_RAND_PORT:-8001}"
export RAND_PRIMARY_PORT="${RAND_PRIMARY_PORT:-8002}"
export RAND_SECONDARY_PORT="${RAND_SECONDARY_PORT:-8003}"

fail() {
  echo "${0##*/}: $*" >&2
  exit 1
}

find_bin_dir() {
  for preset in release dev asan tsan; do
    # shellcheck disable=SC2154 # set by the script that sources this file
    candidate=$here/../../build/$preset/examples/rand-service
    if [ -x "$candidate/require_rand" ] && [ -x "$candidate/rand_server" ]; then
      (cd "$candidate" && pwd)
      return
    fi
  done
  fail "require_rand and rand_server are not built; build them or set RAND_SERVICE_BIN_DIR"
}

# Absolute paths: the scripts pass these to each other across changes of directory.
bin_dir=${RAND_SERVICE_BIN_DIR:-$(find_bin_dir)} || exit 1
RAND_SERVICE_BIN_DIR=$(cd "$bin_dir" && pwd) || exit 1
run_dir=${RAND_SERVICE_RUN_DIR:-$RAND_SERVICE_BIN_DIR/run-$REQUIRE_RAND_PORT}
mkdir -p "$run_dir" || fail "cannot make $run_dir"
run_dir=$(cd "$run_dir" && pwd)
export RAND_SERVICE_BIN_DIR RAND_SERVICE_RUN_DIR="$run_dir"

port_of() {
  case $1 in
    require_rand) echo "$REQUIRE_RAND_PORT" ;;
    primary) echo "$RAND_PRIMARY_PORT" ;;
    secondary) echo "$RAND_SECONDARY_PORT" ;;
    *) fail "no service is called '$1'; there are require_rand, primary and secondary" ;;
  esac
}

program_of() {
  case $1 in
    require_rand) echo require_rand ;;
    *) echo rand_server ;;
  esac
}

# The PID of a service that was started and not stopped; it may have died since.
pid_of() {
  cat "$run_dir/$1.pid" 2>/dev/null
}

# Whether the process is running; a zombie that nobody reaps is not.
is_alive() {
  kill -0 "$1" 2>/dev/null && ! grep -q '^State:[[:space:]]*Z' "/proc/$1/status" 2>/dev/null
}

# Whether the service's process is running, and is not another program that got the same PID after a reboot.
is_running() {
  pid=$(pid_of "$1") && is_alive "$pid" || return 1
  [ ! -r "/proc/$pid/status" ] ||
    grep -q "^Name:[[:space:]]*$(program_of "$1")\$" "/proc/$pid/status"
}
