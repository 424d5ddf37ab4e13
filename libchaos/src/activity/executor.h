#pragma once

#include <functional>
#include <stop_token>
#include <string>

#include "activity/run_context.h"
#include "chaos/json.h"

namespace chaos {

/// Executes the activity at `pointer` in the experiment (or the one it refers to) with its controls
/// and pauses, and returns its run: activity, output, start, status, end, duration, exception. With
/// `runs` the run is also kept in that array of the journal ("run" or "rollbacks") from its start
/// on. An activity that fails is a result, not an error. Throws Stopped if `stop` is triggered,
/// InterruptExecution when a control asks for it, and UnexpectedError when the activity could not
/// be executed at all; the journal then holds its run without a status. `begun` is called once the
/// activity has begun or waits for a pause, and possibly again; may be empty. If `recorded` is not
/// null, it is the activity, whatever the experiment has at `pointer`.
Json execute_activity(RunContext& context, Phase phase, const std::string& pointer,
                      const char* runs, std::stop_token stop,
                      const std::function<void()>& begun = {}, const Json& recorded = {});

}  // namespace chaos
