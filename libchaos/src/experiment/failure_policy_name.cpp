#include "experiment/failure_policy_name.h"

namespace chaos {

std::optional<FailurePolicy> failure_policy_from(std::string_view name) {
  if (name == "continue") return FailurePolicy::kContinue;
  if (name == "stop") return FailurePolicy::kStop;
  if (name == "fail") return FailurePolicy::kFail;
  return std::nullopt;
}

std::string_view to_string(FailurePolicy policy) {
  switch (policy) {
    case FailurePolicy::kContinue:
      return "continue";
    case FailurePolicy::kStop:
      return "stop";
    case FailurePolicy::kFail:
      return "fail";
  }
  return "";
}

}  // namespace chaos
