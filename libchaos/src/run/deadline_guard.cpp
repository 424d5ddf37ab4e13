#include "run/deadline_guard.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "context/duration.h"
#include "experiment/guard_validation.h"
#include "log/log.h"

namespace chaos {
namespace {

using Seconds = std::chrono::duration<double>;

constexpr double kLeastGrace = 60;

}  // namespace

std::optional<DeadlinePlan> deadline_plan(const std::optional<double>& option,
                                          const Json& experiment, const Json& settings) {
  std::optional<double> limit = option;
  if (!limit) limit = runtime_duration(experiment, "deadline");
  if (!limit) limit = runtime_duration(settings, "deadline");
  if (!limit) return std::nullopt;
  std::optional<double> grace = runtime_duration(experiment, "deadline-grace");
  if (!grace) grace = runtime_duration(settings, "deadline-grace");
  return DeadlinePlan{.limit = *limit, .grace = grace.value_or(std::max(*limit, kLeastGrace))};
}

DeadlineGuard::DeadlineGuard(DeadlinePlan plan, bool never_roll_back, Interruption& interruption,
                             os::Clock& clock)
    : plan_(plan),
      never_roll_back_(never_roll_back),
      interruption_(interruption),
      clock_(clock),
      thread_(clock, [this](const std::stop_token& ended) { run(ended); }) {}

void DeadlineGuard::run(const std::stop_token& ended) {
  if (!clock_.wait_for(Seconds(plan_.limit), ended)) return;
  stop_run();
  rolling_back_.wait(clock_);
  if (has_grace_passed(rolled_back_.get_token())) end_rollbacks();
  end_the_rest(ended);
}

void DeadlineGuard::stop_run() {
  const std::lock_guard lock(mutex_);
  if (rolled_back_.stop_requested()) return;
  halt_run(interruption_, {.guard = "deadline",
                           .sentence = fmt::format("The run exceeded its deadline of {}.",
                                                   duration_text(plan_.limit)),
                           .roll_back = !never_roll_back_});
}

void DeadlineGuard::end_rollbacks() {
  const std::lock_guard lock(mutex_);
  if (rolled_back_.stop_requested()) return;
  log::critical(
      fmt::format("The rollbacks did not finish within {} after the deadline. The run ends without "
                  "the remaining ones.",
                  duration_text(plan_.grace)));
  forced_ = true;
  interruption_.force_end();
}

/// A series of hanging hooks must not keep the run from ending.
void DeadlineGuard::end_the_rest(const std::stop_token& ended) {
  if (!has_grace_passed(ended)) return;
  log::warning(
      fmt::format("The run did not end within {} after its rollbacks. Hooks and checks that are "
                  "still running are ended.",
                  duration_text(plan_.grace)));
  do {
    interruption_.force_end();
  } while (has_grace_passed(ended));
}

bool DeadlineGuard::has_grace_passed(const std::stop_token& end) const {
  return clock_.wait_for(Seconds(plan_.grace), end);
}

void DeadlineGuard::leave_rollbacks() {
  const std::lock_guard lock(mutex_);
  rolled_back_.request_stop();
}

void DeadlineGuard::end() {
  thread_.request_stop();
  leave_method();
  leave_rollbacks();
  thread_.join();
}

void DeadlineGuard::note(Json& block) const {
  if (forced_) block["forced"] = true;
}

}  // namespace chaos
