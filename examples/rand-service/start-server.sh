#!/bin/sh
# Starts services of the example and returns when each of them answers.
#
#   start-server.sh NAME...     NAME is require_rand, primary or secondary
#
# A service outlives this script and holds none of its files, so a process action of an experiment can call
# it. Starting a service that is already running has no effect. See services.sh for ports.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
. "$here/services.sh"

tries_to_answer=250  # 20 ms each: a little more than 5 seconds

launch() {
  name=$1
  program=$RAND_SERVICE_BIN_DIR/$(program_of "$name")
  shift
  setsid "$program" "$@" </dev/null >"$run_dir/$name.log" 2>&1 &
  echo $! >"$run_dir/$name.pid"
}

start() {
  case $1 in
    require_rand) launch "$1" ;;
    *) launch "$1" "$(port_of "$1")" "$1" ;;
  esac
}

wait_until_it_answers() {
  name=$1
  port=$(port_of "$name")
  pid=$(pid_of "$name")
  tries=0
  while ! "$RAND_SERVICE_BIN_DIR/rand_server" --answers "$port" "$pid"; do
    tries=$((tries + 1))
    if ! is_alive "$pid" || [ "$tries" -ge "$tries_to_answer" ]; then
      rm -f "$run_dir/$name.pid"
      kill "$pid" 2>/dev/null || :
      fail "$name does not answer on port $port: $(tail -n 1 "$run_dir/$name.log")"
    fi
    sleep 0.02
  done
  echo "$name answers on port $port (process $pid)"
}

[ $# -gt 0 ] || fail "name the services to start: require_rand, primary, secondary"
for service in "$@"; do
  port_of "$service" >/dev/null
  if is_running "$service"; then
    echo "$service runs already (process $(pid_of "$service"))"
  else
    start "$service"
    wait_until_it_answers "$service"
  fi
done
