#include "run/deadline_guard.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "context/duration.h"
#include "experiment/guard_validation.h"
#include "log/log.h"

namespace chaos {
namespace {

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
  if (!clock_.wait_for(std::chrono::duration<double>(plan_.limit), ended)) return;
  halt_run(interruption_, {.guard = "deadline",
                           .sentence = fmt::format("The run exceeded its deadline of {}.",
                                                   duration_text(plan_.limit)),
                           .roll_back = !never_roll_back_});
  rolling_back_.wait(clock_);
  if (!clock_.wait_for(std::chrono::duration<double>(plan_.grace), ended)) return;
  log::critical(
      fmt::format("The rollbacks did not finish within {} after the deadline. The run ends without "
                  "the remaining ones.",
                  duration_text(plan_.grace)));
  forced_ = true;
  interruption_.force_end();
}

void DeadlineGuard::end() {
  thread_.request_stop();
  rolling_back_.happen();
  thread_.join();
}

void DeadlineGuard::note(Json& block) const {
  if (forced_) block["forced"] = true;
}

}  // namespace chaos
