#include "activity/provider_call.h"

#include <fmt/format.h>

#include <chrono>
#include <utility>

#include "activity/activity_runs.h"
#include "chaos/error.h"
#include "context/substitution.h"

namespace chaos {
namespace {

Deadline own_deadline(const Json& activity, const Values& values) {
  const auto timeout = own_timeout(activity, values);
  return timeout ? deadline_after_timeout(*timeout) : Deadline::never();
}

}  // namespace

std::optional<double> own_timeout(const Json& activity, const Values& values) {
  const Json* declared = find(activity, "timeout");
  if (declared == nullptr) return std::nullopt;
  const Json timeout =
      substitute(*declared, values.configuration, values.secrets, activities_in(values));
  return timeout.is_number() ? std::optional(timeout.get<double>()) : std::nullopt;
}

Deadline deadline_after_timeout(double seconds) {
  return Deadline::after(std::chrono::duration<double>(seconds + kTimeoutMarginSeconds));
}

Provider& provider_of(const Registry& registry, const Json& activity) {
  const Json* block = find(activity, "provider");
  const Json* type = block != nullptr ? find(*block, "type") : nullptr;
  Provider* provider =
      type != nullptr && type->is_string() ? registry.provider(type->get<std::string>()) : nullptr;
  if (provider == nullptr) {
    throw UnexpectedError(
        Diagnostic{.message = fmt::format("unknown provider type '{}'",
                                          type != nullptr ? python_str(*type) : std::string()),
                   .pointer = "/provider/type"});
  }
  return *provider;
}

ActivityCall make_call(const Json& activity, const Values& values, std::stop_token stop) {
  return {.activity = activity,
          .configuration = values.configuration,
          .secrets = values.secrets,
          .stop = std::move(stop),
          .deadline = own_deadline(activity, values),
          .activities = activities_in(values)};
}

Json run_provider(const Registry& registry, const Json& activity, const Values& values,
                  std::stop_token stop) {
  return provider_of(registry, activity).execute(make_call(activity, values, std::move(stop)));
}

}  // namespace chaos
