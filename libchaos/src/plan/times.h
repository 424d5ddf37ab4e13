#pragma once

#include "plan/plan.h"

namespace chaos::plan {

/// Computed from the steps of the plan, for a run that plays everything, unless a deadline ends it.
/// `after_rollbacks`: the hypothesis is also checked then. `has_controls`: hooks may delay it.
Times times_of(const Plan& plan, const std::optional<DeadlinePlan>& deadline, bool after_rollbacks,
               bool has_controls);

}  // namespace chaos::plan
