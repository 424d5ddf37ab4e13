#pragma once

#include <optional>
#include <string>

#include "activity/run_context.h"
#include "chaos/json.h"
#include "experiment/failure_policy_name.h"

namespace chaos {

/// The policy for an activity: its own `on-failure`, or else that of the experiment's `runtime`, or
/// of the settings' if the experiment has no `runtime`. Nothing if none is set: failures then do
/// not affect the run, as in the reference.
std::optional<FailurePolicy> failure_policy_of(const Json& activity, const Json& experiment,
                                               const Json& settings);

/// Records the failure in the run of the activity and in `failures`, and logs it.
void note_failure(Json& run, MethodFailures& failures, FailurePolicy policy,
                  const std::string& reason);

}  // namespace chaos
