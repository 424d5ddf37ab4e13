#pragma once

#include <functional>
#include <stop_token>
#include <string>

#include "activity/run_context.h"
#include "chaos/json.h"

namespace chaos {

/// An activity's own `timeout` is a bound the reference never enforces, so experiments carry
/// values that their activities overrun a little. This much is granted on top before the activity
/// is ended.
inline constexpr double kTimeoutMarginSeconds = 0.5;

/// Executes the activity at `pointer` in the experiment (or the one it refers to) with its controls
/// and pauses, and returns its run: activity, output, start, status, end, duration, exception.
/// With `runs` the run is also kept in that array of the journal ("run" or "rollbacks") from its
/// start on. An activity that fails is a result, not an error.
/// Throws Stopped when `stop` is triggered, InterruptExecution when a control asks for it, and
/// UnexpectedError when the activity could not be executed at all; the journal then holds its run
/// without a status. `admitted` is called once the controls before it have let it begin; may be
/// empty.
Json execute_activity(RunContext& context, Phase phase, const std::string& pointer,
                      const char* runs, std::stop_token stop,
                      const std::function<void()>& admitted = {});

/// Executes a bare activity that is no part of the run (dynamic configuration, probe tolerances)
/// and returns its output. Throws as Provider::execute does.
Json run_provider(const Registry& registry, const Json& activity, const Values& values,
                  std::stop_token stop);

}  // namespace chaos
