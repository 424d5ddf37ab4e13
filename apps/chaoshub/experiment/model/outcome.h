#pragma once

#include <string>

#include "chaos/json.h"
#include "service/outcome.h"

namespace chaos::hub::experiment {

/// The outcome of an execution according to its journal. `status`: as read from the journal;
/// "running" if it has not ended.
ExecutionOutcome outcome_of(const Json& journal, const std::string& status);

}  // namespace chaos::hub::experiment
