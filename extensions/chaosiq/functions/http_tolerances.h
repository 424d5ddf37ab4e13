#pragma once

#include "chaos/registry.h"

namespace chaos::chaosiq {

/// Registers the functions of chaoscloud.tolerances.http. Their `value` is the probe's output,
/// which the runner puts into their arguments. Bounds are inclusive:
///
/// - `status_must_be(value, expected=200)`;
/// - `status_in_range(value, lower=100, upper=600)`: only whole numbers are in it; alone among them
///   it requires `value`, so that validation refuses a tolerance without one;
/// - `response_time_under(value, duration=0)` and `response_time_above(value, duration=0)`, in
///   milliseconds.
///
/// What cannot be compared fails the activity, and a tolerance that failed is not met.
void register_http_tolerances(Registry& registry);

}  // namespace chaos::chaosiq
