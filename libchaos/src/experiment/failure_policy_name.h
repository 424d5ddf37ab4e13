#pragma once

#include <optional>
#include <string_view>

namespace chaos {

/// What happens when an activity of the method fails: the values of `on-failure`.
enum class FailurePolicy {
  kContinue,  ///< only recorded
  kStop,      ///< the method ends, and the run ends as failed
  kFail       ///< the method continues, and the run ends as failed
};

/// "continue", "stop" or "fail"; nothing for any other name.
std::optional<FailurePolicy> failure_policy_from(std::string_view name);
std::string_view to_string(FailurePolicy policy);

}  // namespace chaos
