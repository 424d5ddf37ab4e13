#pragma once

#include <vector>

#include "chaos/diagnostic.h"
#include "plan/plan.h"
#include "plan/values.h"

namespace chaos::plan {

/// What in the plan may leave the system broken, or tell nothing about it.
std::vector<Diagnostic> warnings_of(const Request& request, const KnownValues& known,
                                    const Plan& plan);

}  // namespace chaos::plan
