#include "activity/pauses.h"

#include <fmt/format.h>

#include <cmath>

#include "activity/activity_messages.h"
#include "activity/activity_runs.h"
#include "chaos/error.h"
#include "context/substitution.h"
#include "log/log.h"

namespace chaos {
namespace {

void refuse(const std::string& problem, const Json& activity, Phase phase) {
  if (phase != Phase::kRollbacks) throw UnexpectedError(problem);
  log::warning(
      fmt::format("The rollback '{}' is played without a pause: {}", name_of(activity), problem));
}

}  // namespace

Json pauses_of(const Json& activity, const Values& values, Phase phase) {
  const Json* declared = find(activity, "pauses");
  if (declared == nullptr) return Json::object();
  if (!declared->is_object()) {
    refuse(fmt::format("an activity's pauses must be a mapping, not {}", python_repr(*declared)),
           activity, phase);
    return Json::object();
  }
  return substitute(*declared, values.configuration, values.secrets, activities_in(values));
}

std::optional<double> length_of_pause(const Json& seconds, const Json& activity, Phase phase) {
  if (!seconds.is_number() && !seconds.is_boolean()) {
    refuse(fmt::format("a pause must be a number of seconds, not {}", python_repr(seconds)),
           activity, phase);
    return std::nullopt;
  }
  const double length = seconds.is_boolean() ? 1 : seconds.get<double>();
  if (length >= 0 && std::isfinite(length)) return length;
  refuse(length < 0 ? "a pause must not be negative" : "a pause must be finite", activity, phase);
  return std::nullopt;
}

}  // namespace chaos
