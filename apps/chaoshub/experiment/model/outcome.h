#pragma once

#include <string>

#include "chaos/json.h"
#include "service/outcome.h"

namespace chaos::hub::experiment {

/// What came of an execution, by its journal. `status`: as the hub has read it from the journal;
/// "running" for one that goes on.
ExecutionOutcome outcome_of(const Json& journal, const std::string& status);

}  // namespace chaos::hub::experiment
