#pragma once

#include "plan/plan.h"

namespace chaos::plan {

/// From the steps of the plan: a run that plays everything, unless a deadline ends it.
Times times_of(const Plan& plan, const std::optional<DeadlinePlan>& deadline);

}  // namespace chaos::plan
