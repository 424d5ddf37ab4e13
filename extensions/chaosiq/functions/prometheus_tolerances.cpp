#include "chaosiq/functions/prometheus_tolerances.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <compare>
#include <functional>
#include <stdexcept>
#include <vector>

#include "chaos/error.h"
#include "context/convert.h"
#include "json/python_order.h"

namespace chaos::chaosiq {
namespace {

constexpr const char* kModule = "chaoscloud.tolerances.prometheus";

using Values = std::vector<Json>;

ActivityFailed no_answer(const char* what) {
  return ActivityFailed(fmt::format("this is not a Prometheus query response: {}", what));
}

/// A sample is a pair: time and value.
void append_sample(const Json& sample, Values& values) {
  if (!sample.is_array() || sample.size() != 2) throw no_answer("a sample must be a pair");
  try {
    values.push_back(convert_to_type("float", sample[1]));
  } catch (const std::invalid_argument& error) {
    throw ActivityFailed(error.what());
  }
}

void append_series(const Json& series, Values& values) {
  if (const Json* sample = find(series, "value")) return append_sample(*sample, values);
  const Json* samples = find(series, "values");
  if (samples == nullptr) throw no_answer("a series must have a value or values");
  for (const Json& sample : *samples)
    append_sample(sample, values);
}

Values values_of_data(const Json& data) {
  const Json* type = find(data, "resultType");
  const Json* result = find(data, "result");
  if (type == nullptr || result == nullptr) throw no_answer("it has no result");
  Values values;
  if (*type == "vector" || *type == "matrix") {
    for (const Json& series : *result)
      append_series(series, values);
  } else if (*type == "scalar" || *type == "string") {
    append_sample(*result, values);
  } else {
    throw ActivityFailed(
        fmt::format("results of the type {} cannot be compared", python_repr(*type)));
  }
  return values;
}

/// The output of an http probe has the response as its body; its own status is a number.
const Json& answer_in(const Json& value) {
  const Json* status = find(value, "status");
  const Json* body = find(value, "body");
  return status != nullptr && status->is_number() && body != nullptr ? *body : value;
}

Values values_of(const Json& answer) {
  const Json* status = find(answer, "status");
  if (status == nullptr) throw no_answer("it has no status");
  if (*status != "success") {
    const Json* error = find(answer, "error");
    throw ActivityFailed(fmt::format("the query failed in Prometheus: {}",
                                     python_str(error != nullptr ? *error : *status)));
  }
  const Json* data = find(answer, "data");
  if (data == nullptr) throw no_answer("it has no data");
  return values_of_data(*data);
}

bool in_order(const Json& lower, const Json& upper) {
  if (const auto order = compare_numbers(lower, upper)) return *order <= 0;
  throw ActivityFailed(fmt::format("a bound must be a number: {} cannot be compared with {}",
                                   python_repr(lower), python_repr(upper)));
}

bool met(const FunctionCall& call, const Json& lower, const Json& upper) {
  const Json* value = find(call.arguments, "value");
  if (value == nullptr || !truthy(*value)) return false;
  const Values values = values_of(answer_in(*value));
  return !values.empty() && std::all_of(values.begin(), values.end(), [&](const Json& number) {
    return in_order(lower, number) && in_order(number, upper);
  });
}

Json result_value_under(const FunctionCall& call) {
  return met(call, -INFINITY, call.arguments.value("upper", Json(1.0)));
}

Json result_value_above(const FunctionCall& call) {
  return met(call, call.arguments.value("lower", Json(0.0)), INFINITY);
}

Json result_value_between(const FunctionCall& call) {
  return met(call, call.arguments.value("lower", Json(0)),
             call.arguments.value("upper", Json(1.0)));
}

}  // namespace

void register_prometheus_tolerances(Registry& registry) {
  registry.add_function({.module = kModule,
                         .name = "result_value_under",
                         .parameters = {{.name = "value"}, {.name = "upper"}},
                         .call = result_value_under});
  registry.add_function({.module = kModule,
                         .name = "result_value_above",
                         .parameters = {{.name = "value"}, {.name = "lower"}},
                         .call = result_value_above});
  registry.add_function({.module = kModule,
                         .name = "result_value_between",
                         .parameters = {{.name = "value"}, {.name = "lower"}, {.name = "upper"}},
                         .call = result_value_between});
}

}  // namespace chaos::chaosiq
