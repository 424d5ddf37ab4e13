#include "activity/retries.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "activity/activity_runs.h"
#include "chaos/error.h"
#include "context/substitution.h"

namespace chaos {
namespace {

constexpr double kMostRetries = 1e6;
constexpr double kLongestDelaySeconds = 1e9;

double number_in(const Json& retries, const char* key, double otherwise) {
  const Json* value = find(retries, key);
  if (value == nullptr || value->is_null()) return otherwise;
  if (!value->is_number() || value->get<double>() < 0) {
    throw UnexpectedError(Diagnostic{
        .message =
            fmt::format("the {} of retries must be 0 or more, not {}", key, python_repr(*value)),
        .pointer = fmt::format("/retries/{}", key),
        .hint = "write the number without quotes"});
  }
  return value->get<double>();
}

}  // namespace

double Retries::delay_after(int attempt) const {
  return std::min(delay_seconds * std::pow(backoff, attempt - 1), kLongestDelaySeconds);
}

std::optional<Retries> retries_of(const Json& activity, const Values& values) {
  const Json* declared = find(activity, "retries");
  if (declared == nullptr || !declared->is_object()) return std::nullopt;
  Retries retries;
  Json numbers = *declared;
  if (const Json* until = find(numbers, "until")) retries.until = *until;
  numbers.erase("until");
  numbers = substitute(numbers, values.configuration, values.secrets, activities_in(values));
  retries.count = static_cast<int>(std::min(number_in(numbers, "count", 0), kMostRetries));
  retries.delay_seconds = number_in(numbers, "delay", 0);
  retries.backoff = number_in(numbers, "backoff", 1);
  return retries;
}

}  // namespace chaos
