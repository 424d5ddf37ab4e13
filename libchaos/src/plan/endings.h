#pragma once

#include <vector>

#include "plan/plan.h"

namespace chaos::plan {

/// For each way in which a run can end, what is played to restore the system, if every action of
/// the method began.
std::vector<Ending> endings_of(const Request& request);

}  // namespace chaos::plan
