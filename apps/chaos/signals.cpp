#include "signals.h"

#include <signal.h>

#include "log/log.h"

namespace chaos::cli {
namespace {

Cause cause_of(int signum) {
  switch (signum) {
    case SIGTERM:
      return Cause::kTerminate;
    case SIGUSR1:
      return Cause::kExitGracefully;
    case SIGUSR2:
      return Cause::kExitUngracefully;
    default:
      return Cause::kInterrupt;
  }
}

}  // namespace

SignalRelay::SignalRelay(Interruption& interruption)
    : watcher_([&interruption](int signum) {
        if (signum == SIGTERM) {
          log::warning("Caught SIGTERM signal, interrupting experiment now");
        }
        interruption.request(cause_of(signum));
      }) {}

}  // namespace chaos::cli
