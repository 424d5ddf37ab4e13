#include "chaosiq/functions/http_tolerances.h"

#include <fmt/format.h>

#include <cmath>
#include <compare>

#include "chaos/error.h"
#include "json/python_order.h"
#include "json/python_type.h"

namespace chaos::chaosiq {
namespace {

constexpr const char* kModule = "chaoscloud.tolerances.http";

bool is_whole(const Json& value) {
  if (!value.is_number_float()) return is_python_int(value);
  const double number = value.get<double>();
  return std::trunc(number) == number;
}

Json status_must_be(const FunctionCall& call) {
  return python_equal(call.arguments.value("value", Json()),
                      call.arguments.value("expected", Json(200)));
}

Json status_in_range(const FunctionCall& call) {
  const Json* value = find(call.arguments, "value");
  if (value == nullptr) throw ActivityFailed("there is no status to compare with the range");
  const Json lower = call.arguments.value("lower", Json(100));
  const Json upper = call.arguments.value("upper", Json(600));
  if (!is_python_int(lower) || !is_python_int(upper)) {
    throw ActivityFailed(fmt::format("a range of statuses must have whole numbers, not {} and {}",
                                     python_repr(lower), python_repr(upper)));
  }
  return is_whole(*value) && python_less_equal(lower, *value) && python_less_equal(*value, upper);
}

/// Compares the response time with the duration.
std::partial_ordering response_time_order(const FunctionCall& call) {
  const Json value = call.arguments.value("value", Json());
  const Json duration = call.arguments.value("duration", Json(0));
  if (const auto order = compare_numbers(value, duration)) return *order;
  throw ActivityFailed(
      fmt::format("a response time must be compared in numbers of milliseconds, not {} with {}",
                  python_repr(value), python_repr(duration)));
}

Json response_time_under(const FunctionCall& call) {
  return response_time_order(call) <= 0;
}

Json response_time_above(const FunctionCall& call) {
  return response_time_order(call) >= 0;
}

}  // namespace

void register_http_tolerances(Registry& registry) {
  registry.add_function({.module = kModule,
                         .name = "status_must_be",
                         .parameters = {{.name = "value"}, {.name = "expected"}},
                         .call = status_must_be});
  registry.add_function(
      {.module = kModule,
       .name = "status_in_range",
       .parameters = {{.name = "value", .required = true}, {.name = "lower"}, {.name = "upper"}},
       .call = status_in_range});
  registry.add_function({.module = kModule,
                         .name = "response_time_under",
                         .parameters = {{.name = "value"}, {.name = "duration"}},
                         .call = response_time_under});
  registry.add_function({.module = kModule,
                         .name = "response_time_above",
                         .parameters = {{.name = "value"}, {.name = "duration"}},
                         .call = response_time_above});
}

}  // namespace chaos::chaosiq
