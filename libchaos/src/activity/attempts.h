#pragma once

#include <functional>
#include <optional>
#include <stop_token>
#include <string>

#include "activity/judgement.h"
#include "activity/retries.h"
#include "activity/run_context.h"
#include "chaos/json.h"

namespace chaos {

/// An activity that is executed, possibly several times.
struct AttemptedActivity {
  /// Executes it once, and keeps its status, output and exception in the run.
  std::function<void()> execute;
  /// Its run. Called with the run's lock held.
  std::function<Json&()> run;
};

/// Executes the activity until it succeeds: once, or as often as `retries` allows. With retries,
/// the run records each attempt: start, end, status, and the reason for a failure. If `until` was
/// never met and there is no tolerance to judge the result by, the activity has failed. Returns why
/// the last attempt failed; "" if it succeeded. Throws what `execute` throws, and Stopped.
std::string attempt(RunContext& context, const AttemptedActivity& activity,
                    const std::optional<Retries>& retries, const Expectation& expectation,
                    const std::stop_token& stop);

}  // namespace chaos
