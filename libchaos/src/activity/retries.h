#pragma once

#include <optional>

#include "activity/run_context.h"
#include "chaos/json.h"

namespace chaos {

/// How often an activity is tried again, according to its `retries`.
struct Retries {
  int count = 0;             ///< further attempts after the first
  double delay_seconds = 0;  ///< before the first of them
  double backoff = 1;        ///< the factor by which the delay grows
  Json until = {};           ///< a tolerance that ends them when it is met; null if there is none

  /// How long to wait after attempt number `attempt`, which counts from 1.
  double delay_after(int attempt) const;
};

/// The retries of the activity; nothing if it has none. Their numbers may be variables or refer to
/// other activities. Throws UnexpectedError if one of them does not become a number.
std::optional<Retries> retries_of(const Json& activity, const Values& values);

}  // namespace chaos
