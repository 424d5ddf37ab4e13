#include "plan/limits.h"

#include <algorithm>

#include "activity/provider_call.h"
#include "context/substitution.h"

namespace chaos::plan {
namespace {

std::optional<double> seconds_in(const Json& value) {
  if (value.is_number()) return std::max(0.0, value.get<double>());
  return value.is_boolean() ? std::optional(value.get<bool>() ? 1.0 : 0.0) : std::nullopt;
}

Json filled(const Json& holder, const char* key, const Values& values) {
  const Json* value = find(holder, key);
  return value != nullptr ? substitute(*value, values.configuration, values.secrets) : Json();
}

/// For an HTTP provider: the limit for the connection, then for the response.
std::optional<double> provider_timeout(const Json& provider) {
  const Json* type = find(provider, "type");
  const Json* timeout = find(provider, "timeout");
  if (type == nullptr || timeout == nullptr) return std::nullopt;
  if (*type == "process") return seconds_in(*timeout);
  if (*type != "http") return std::nullopt;
  if (!timeout->is_array()) {
    const auto each = seconds_in(*timeout);
    return each ? std::optional(2 * *each) : std::nullopt;
  }
  double sum = 0;
  for (const auto& part : *timeout) {
    const auto seconds = seconds_in(part);
    if (!seconds) return std::nullopt;
    sum += *seconds;
  }
  return sum;
}

double number_or(const Json& value, double otherwise) {
  return value.is_number() ? value.get<double>() : otherwise;
}

}  // namespace

std::optional<double> timeout_of(const Json& activity, const Values& values) {
  std::optional<double> limit;
  const Json own = filled(activity, "timeout", values);
  if (own.is_number()) limit = std::max(0.0, own.get<double>()) + kTimeoutMarginSeconds;
  if (const Json* provider = find(activity, "provider")) {
    const auto other = provider_timeout(*provider);
    if (other) limit = limit ? std::min(*limit, *other) : *other;
  }
  return limit;
}

Duration execution_time(const Json& activity, const Values& values) {
  std::optional<double> longest = timeout_of(activity, values);
  const Json* retries = find(activity, "retries");
  if (!longest || retries == nullptr || !retries->is_object())
    return {.shortest = 0, .longest = longest};
  const double count = std::clamp(number_or(filled(*retries, "count", values), 0), 0.0, 1e6);
  double delay = number_or(filled(*retries, "delay", values), 0);
  const double backoff = number_or(filled(*retries, "backoff", values), 1);
  double sum = *longest;
  for (int i = 0; i < static_cast<int>(count); ++i, delay *= backoff)
    sum += delay + *longest;
  return {.shortest = 0, .longest = sum};
}

double pause_of(const Json& activity, const char* side, const Values& values) {
  const Json* pauses = find(activity, "pauses");
  return pauses != nullptr ? seconds_in(filled(*pauses, side, values)).value_or(0) : 0;
}

}  // namespace chaos::plan
