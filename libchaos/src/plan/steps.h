#pragma once

#include <vector>

#include "chaos/diagnostic.h"
#include "plan/plan.h"
#include "plan/values.h"

namespace chaos::plan {

/// Every activity of the experiment, in the sections in which a run plays them. `problems` are
/// those of validation, which say what is missing. `after_rollbacks`: the hypothesis is also
/// checked then.
std::vector<Part> parts_of(const Request& request, const KnownValues& known,
                           const std::vector<Diagnostic>& problems, bool after_rollbacks);

}  // namespace chaos::plan
