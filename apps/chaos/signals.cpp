#include "signals.h"

#include <fmt/format.h>
#include <signal.h>

#include <set>
#include <string>

#include "log/console.h"
#include "log/log.h"
#include "os/signals.h"

namespace chaos::cli {
namespace {

Cause cause_of(int signum) {
  switch (signum) {
    case SIGINT:
      return Cause::kInterrupt;
    case SIGUSR1:
      return Cause::kExitGracefully;
    case SIGUSR2:
      return Cause::kExitUngracefully;
    default:
      return Cause::kTerminate;
  }
}

}  // namespace

SignalRelay::SignalRelay(Interruption& interruption, os::Readable also)
    : watcher_(
          [&interruption, seen = std::set<int>()](int signum) mutable {
            // A timer or a limit repeats its signal, so it counts only once.
            if (!seen.insert(signum).second && os::is_periodic(signum)) return;
            log::stop_waiting_for_consoles();
            const std::string name = os::signal_name(signum);
            const Cause cause = cause_of(signum);
            if (cause == Cause::kTerminate && interruption.let_rollbacks_finish(name)) {
              log::warning(fmt::format("Caught {} signal: the rollbacks continue", name));
              return;
            }
            if (cause == Cause::kTerminate) {
              log::warning(fmt::format("Caught {} signal, {} now", name,
                                       interruption.is_rolling_back() ? "ending the rollbacks"
                                                                      : "interrupting experiment"));
            }
            // Once the terminal is gone, nobody can ask for that with a second signal.
            if (signum == SIGHUP || signum == os::stop_now_signal())
              interruption.request_at_once(name);
            else
              interruption.request(cause, name);
          },
          std::move(also)) {}

}  // namespace chaos::cli
