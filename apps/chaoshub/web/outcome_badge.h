#pragma once

#include "service/outcome.h"
#include "web/html.h"

namespace chaos::hub::web {

/// The outcome of an execution with its sign, its words and its colour: the same wherever it is
/// shown.
Html outcome_badge(ExecutionOutcome outcome);

}  // namespace chaos::hub::web
