#include "leftover_activities.h"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <string>
#include <vector>

#include "log/log.h"
#include "os/leftover.h"
#include "os/process_identity.h"
#include "prompt.h"

namespace chaos::cli {
namespace {

/// How long a process may take to clean up before it is killed.
constexpr std::chrono::seconds kGrace(3);

bool equals(const Json& owner, const char* key, const Json& ours) {
  const Json* value = find(owner, key);
  return value == nullptr || *value == ours;
}

/// Whether the PIDs of the run's processes are valid here.
bool was_here(const Json& owner) {
  return equals(owner, "host", os::host_name()) &&
         equals(owner, "pid_namespace", os::pid_namespace());
}

std::vector<LeftoverProcess> still_running(const RecoveredRun& run) {
  if (run.processes.empty()) return {};
  if (!was_here(run.owner)) {
    log::warning(
        fmt::format("Cannot tell whether '{}' is still running: it ran on another machine or in "
                    "another container",
                    run.processes.front().activity));
    return {};
  }
  std::vector<LeftoverProcess> running = run.processes;
  std::erase_if(running,
                [](const LeftoverProcess& each) { return !os::is_left_over(each.process); });
  return running;
}

std::string text_of(const LeftoverProcess& leftover) {
  return fmt::format("'{}' is still running (pid {})", leftover.activity, leftover.process.pid);
}

bool is_to_be_ended(const LeftoverProcess& leftover, std::optional<bool> end,
                    Interruption& interruption) {
  if (end) return *end;
  if (isatty(STDIN_FILENO) != 1 || isatty(STDERR_FILENO) != 1) return true;
  return Prompt(interruption.foreground())
      .confirm_unless_denied(text_of(leftover) + ". End it before rolling back?");
}

}  // namespace

void settle_leftovers(const RecoveredRun& run, std::optional<bool> end,
                      Interruption& interruption) {
  for (const auto& leftover : still_running(run)) {
    if (!is_to_be_ended(leftover, end, interruption)) {
      log::warning(text_of(leftover) + " and may undo the rollbacks");
    } else if (os::end_left_over(leftover.process, kGrace)) {
      log::warning(fmt::format("'{}' was still running (pid {}) and was ended", leftover.activity,
                               leftover.process.pid));
    } else {
      log::error(text_of(leftover) + " and cannot be ended; it may undo the rollbacks");
    }
  }
}

void mention_leftovers(const RecoveredRun& run) {
  for (const auto& leftover : still_running(run))
    log::warning(text_of(leftover));
}

}  // namespace chaos::cli
