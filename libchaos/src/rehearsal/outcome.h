#pragma once

#include "chaos/json.h"
#include "rehearsal/rehearsal.h"

namespace chaos::rehearsal {

/// Fills in how the play ended and what it left broken, from its journal.
void describe_outcome(Play& play, const Json& journal);

}  // namespace chaos::rehearsal
