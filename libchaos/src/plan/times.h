#pragma once

#include "plan/plan.h"

namespace chaos::plan {

/// From the steps of the plan: a run that plays everything, unless a deadline ends it.
/// `after_rollbacks`: the hypothesis is checked then, too.
Times times_of(const Plan& plan, const std::optional<DeadlinePlan>& deadline, bool after_rollbacks);

}  // namespace chaos::plan
