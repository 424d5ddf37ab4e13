#pragma once

#include "chaos/registry.h"

namespace chaos::chaosiq {

/// Registers the functions of chaoscloud.tolerances.prometheus. Their `value` is the probe's
/// output, which the runner puts into their arguments: what Prometheus' API answered to a query, or
/// the output of an `http` probe with that answer as its body. Bounds are inclusive:
///
/// - `result_value_under(value, upper=1.0)`;
/// - `result_value_above(value, lower=0.0)`;
/// - `result_value_between(value, lower=0, upper=1.0)`.
///
/// They are met when there is a value and every one fits, in all series of a vector or matrix, or
/// the one of a scalar or string. NaN never fits. An answer that cannot be judged (an error of
/// Prometheus, no answer to a query, a value that is not a number) fails the activity, and a
/// tolerance that failed is not met.
void register_prometheus_tolerances(Registry& registry);

}  // namespace chaos::chaosiq
