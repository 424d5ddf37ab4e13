#pragma once

#include "service/outcome.h"
#include "web/html.h"

namespace chaos::hub::web {

/// The outcome of an execution as an icon, words and a colour: the same wherever it is shown.
Html outcome_badge(ExecutionOutcome outcome);

}  // namespace chaos::hub::web
