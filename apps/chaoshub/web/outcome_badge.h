#pragma once

#include "service/outcome.h"
#include "web/html.h"

namespace chaos::hub::web {

/// The CSS class of that outcome: "ok", "bad", "warn", "live", "none".
const char* look_of(ExecutionOutcome outcome);

/// The outcome of an execution as an icon, words and a colour: the same wherever it is shown.
Html outcome_badge(ExecutionOutcome outcome);

}  // namespace chaos::hub::web
