#pragma once

#include <vector>

#include "chaos/diagnostic.h"
#include "plan/plan.h"
#include "plan/values.h"

namespace chaos::plan {

/// Warnings about what may leave the system broken, or cannot reveal anything about it.
std::vector<Diagnostic> warnings_of(const Request& request, const KnownValues& known,
                                    const Plan& plan);

}  // namespace chaos::plan
