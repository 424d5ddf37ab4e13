#include "run/hook_limit.h"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>

#include "context/duration.h"
#include "log/log.h"

namespace chaos {
namespace {

/// The limit for a hook that is called after the deadline.
constexpr std::chrono::duration<double> kLateHook = std::chrono::seconds(5);

}  // namespace

void HookLimit::watch() {
  on_stop_.emplace(interruption_.stopped_by_guard(), [this] { start(); });
}

void HookLimit::leave_method() {
  on_stop_.reset();
  thread_.reset();
}

void HookLimit::start() {
  try {
    thread_.emplace(clock_, [this](const std::stop_token& ended) { run(ended); });
  } catch (const std::system_error& error) {
    log::warning(fmt::format("Hooks that hang cannot be ended after this stop: {}", error.what()));
  }
}

void HookLimit::run(const std::stop_token& ended) {
  if (!clock_.wait_for(limit_, ended)) return;
  log::warning(
      fmt::format("The run was stopped {} ago and has not reached its rollbacks. Hooks that are "
                  "still running are ended.",
                  duration_text(limit_.count())));
  do {
    interruption_.end_hooks();
  } while (clock_.wait_for(std::min(limit_, kLateHook), ended));
}

}  // namespace chaos
