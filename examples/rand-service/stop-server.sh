#!/bin/sh
# Stops services that start-server.sh started and returns when they are gone.
#
#   stop-server.sh [-s SIGNAL] NAME...     NAME is require_rand, primary or secondary
#
# SIGNAL defaults to TERM; KILL simulates a crash, and STOP freezes the service, so that it does not answer. A
# service that ignores another signal for about five seconds is killed. Stopping a service that is not running
# has no effect.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
. "$here/services.sh"

tries_to_end=100  # 50 ms each

stop() {
  name=$1
  stopped=$(pid_of "$name")
  kill -s "$signal" "$stopped" 2>/dev/null || :
  if [ "$signal" = STOP ]; then
    echo "$name is frozen (process $stopped)"
    return
  fi
  tries=0
  while is_alive "$stopped"; do
    tries=$((tries + 1))
    [ "$tries" -ne "$tries_to_end" ] || kill -s KILL "$stopped" 2>/dev/null || :
    [ "$tries" -lt $((2 * tries_to_end)) ] || fail "$name (process $stopped) cannot be stopped"
    sleep 0.05
  done
  # A supervisor may have restarted the service by now.
  [ "$(pid_of "$name")" != "$stopped" ] || rm -f "$run_dir/$name.pid"
  echo "$name stopped (process $stopped, signal $signal)"
}

signal=TERM
if [ "${1:-}" = -s ] && [ $# -ge 2 ]; then
  signal=$2
  shift 2
fi
[ $# -gt 0 ] || fail "name the services to stop: require_rand, primary, secondary"
for service in "$@"; do
  port_of "$service" >/dev/null
  if is_running "$service"; then
    stop "$service"
  else
    rm -f "$run_dir/$service.pid"
    echo "$service does not run"
  fi
done
