#include "activity/failure_policy.h"

#include <fmt/format.h>

#include "log/log.h"

namespace chaos {
namespace {

std::optional<FailurePolicy> declared_in(const Json& holder) {
  const Json* name = find(holder, "on-failure");
  if (name == nullptr || !name->is_string()) return std::nullopt;
  return failure_policy_from(name->get_ref<const std::string&>());
}

const char* consequence_of(FailurePolicy policy) {
  switch (policy) {
    case FailurePolicy::kContinue:
      return "the run continues";
    case FailurePolicy::kStop:
      return "the method stops here, and the run has failed";
    case FailurePolicy::kFail:
      return "the method continues, and the run has failed";
  }
  return "";
}

}  // namespace

std::optional<FailurePolicy> failure_policy_of(const Json& activity, const Json& experiment,
                                               const Json& settings) {
  if (const auto own = declared_in(activity)) return own;
  const Json* runtime = find(experiment, "runtime");
  if (runtime == nullptr || !truthy(*runtime)) runtime = find(settings, "runtime");
  return runtime != nullptr ? declared_in(*runtime) : std::nullopt;
}

void note_failure(Json& run, MethodFailures& failures, FailurePolicy policy,
                  const std::string& reason) {
  log::warning(fmt::format("  => counts as a failure ({}): {}", reason, consequence_of(policy)));
  run["failure"] = {{"reason", reason}, {"on-failure", to_string(policy)}};
  failures.stop = failures.stop || policy == FailurePolicy::kStop;
  failures.fail_run = failures.fail_run || policy != FailurePolicy::kContinue;
}

}  // namespace chaos
