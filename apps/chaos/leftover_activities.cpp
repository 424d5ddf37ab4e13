#include "leftover_activities.h"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "chaos/error.h"
#include "log/log.h"
#include "prompt.h"
#include "run/leftover_process.h"
#include "run/wal_owner.h"

namespace chaos::cli {
namespace {

/// The time that a process gets to clean up before it is killed.
constexpr std::chrono::seconds kGrace(3);

std::vector<LeftoverProcess> still_running(const RecoveredRun& run) {
  std::vector<LeftoverProcess> running;
  for (const auto& each : run.processes) {
    if (!is_in_reach(each.owner)) {
      log::warning(
          fmt::format("Cannot tell whether '{}' is still running: it ran on another machine or in "
                      "another container",
                      each.activity));
    } else if (is_still_running(each)) {
      running.push_back(each);
    }
  }
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
  std::vector<LeftoverProcess> unwanted;
  for (auto& leftover : still_running(run)) {
    if (is_to_be_ended(leftover, end, interruption))
      unwanted.push_back(std::move(leftover));
    else
      log::warning(text_of(leftover) + " and may undo the rollbacks");
  }
  if (unwanted.empty()) return;
  const std::stop_token stop = interruption.foreground();
  end_processes(unwanted, kGrace, stop);
  bool have_all_ended = true;
  for (const auto& leftover : unwanted) {
    if (!is_still_running(leftover)) {
      log::warning(fmt::format("'{}' was still running (pid {}) and was ended", leftover.activity,
                               leftover.process.pid));
      continue;
    }
    have_all_ended = false;
    if (!stop.stop_requested()) {
      log::error(text_of(leftover) + " and cannot be ended; it may undo the rollbacks");
    }
  }
  if (stop.stop_requested() && !have_all_ended) throw Stopped();
}

void mention_leftovers(const RecoveredRun& run) {
  for (const auto& leftover : still_running(run))
    log::warning(text_of(leftover));
}

}  // namespace chaos::cli
