#pragma once

#include <vector>

#include "activity/run_context.h"
#include "chaos/diagnostic.h"
#include "plan/plan.h"

namespace chaos::plan {

/// The values of the experiment's configuration and secrets as far as they are known without a run.
struct KnownValues {
  std::vector<Value> listed;
  Values values;  ///< for substitution; secrets are "[redacted]"
};

/// Reads no vault and executes no probe.
KnownValues known_values(const Request& request);

}  // namespace chaos::plan
