#pragma once

#include "plan/plan.h"

namespace chaos::plan {

/// From the steps of the plan: a run that plays everything, unless a deadline ends it.
/// `after_rollbacks`: the hypothesis is checked then, too. `has_controls`: hooks may hold it up.
Times times_of(const Plan& plan, const std::optional<DeadlinePlan>& deadline, bool after_rollbacks,
               bool has_controls);

}  // namespace chaos::plan
