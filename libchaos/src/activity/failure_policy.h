#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "activity/run_context.h"
#include "chaos/json.h"

namespace chaos {

/// What a failure of an activity of the method means, as `on-failure` says.
enum class FailurePolicy {
  kContinue,  ///< it is noted
  kStop,      ///< the method ends, and the run ends as failed
  kFail       ///< the method goes on, and the run ends as failed
};

/// "continue", "stop" or "fail"; nothing for any other name.
std::optional<FailurePolicy> failure_policy_from(std::string_view name);
std::string_view to_string(FailurePolicy policy);

/// The policy that holds for an activity: its own `on-failure`, or else the one of the experiment's
/// `runtime`, or of the settings' when the experiment has no `runtime`. Nothing when none is set:
/// its failures then mean nothing to the run, as in the reference.
std::optional<FailurePolicy> failure_policy_of(const Json& activity, const Json& experiment,
                                               const Json& settings);

/// Notes the failure in the run of the activity and in `failures`, and logs it.
void note_failure(Json& run, MethodFailures& failures, FailurePolicy policy,
                  const std::string& reason);

}  // namespace chaos
