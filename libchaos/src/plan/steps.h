#pragma once

#include <vector>

#include "chaos/diagnostic.h"
#include "plan/plan.h"
#include "plan/values.h"

namespace chaos::plan {

/// Where the settings have their safeguards, for the pointers of steps and problems.
inline constexpr const char* kSafeguardsOfSettings = "settings#/safeguards";

/// Every activity that a run executes, in the parts in which it plays them. `problems` are those
/// of validation: they say what is missing. `after_rollbacks`: the hypothesis is checked then, too.
std::vector<Part> parts_of(const Request& request, const KnownValues& known,
                           const std::vector<Diagnostic>& problems, bool after_rollbacks);

}  // namespace chaos::plan
