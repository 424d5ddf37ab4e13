#include "experiment/own_keys.h"

#include <algorithm>

#include "experiment/experiment.h"

namespace chaos {
namespace {

bool has_own_keys(const Json& activity) {
  const auto declares = [&](const char* key) { return find(activity, key) != nullptr; };
  return declares("rollback") || declares("retries") || declares("on-failure");
}

}  // namespace

bool uses_own_keys(const Json& experiment) {
  const Json* runtime = find(experiment, "runtime");
  if (runtime != nullptr && find(*runtime, "on-failure") != nullptr) return true;
  return std::ranges::any_of(
      std::initializer_list<const char*>{"probes", "method", "rollbacks"}, [&](const char* list) {
        return std::ranges::any_of(activities_of(experiment, list), has_own_keys);
      });
}

}  // namespace chaos
