#pragma once

#include "chaos/json.h"
#include "context/variables.h"
#include "run/undo_needs.h"

namespace chaos {

/// Removes declarations from `experiment` that could keep its rollbacks from being played although
/// none of them needs the values: values of the environment that cannot be read here, and secrets
/// in a vault. A secret that can be read stays, so that it is redacted wherever it turns up.
/// `overrides` are the values that are known already.
void drop_unneeded_values(Json& experiment, const UndoNeeds& needs, const Overrides& overrides);

}  // namespace chaos
