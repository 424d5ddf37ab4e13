#pragma once

#include <optional>

#include "activity/run_context.h"
#include "chaos/json.h"

namespace chaos {

/// The `pauses` of the activity, with its values filled in; an empty mapping if there are none.
/// Throws UnexpectedError if they are not a mapping, as the reference does. A rollback must be
/// played nevertheless: it has no pauses then, and there is a warning.
Json pauses_of(const Json& activity, const Values& values, Phase phase);

/// The length in seconds of a pause that is not falsy. Throws UnexpectedError if it is not a finite
/// number that is at least 0; in a rollback, there is a warning and nothing is returned.
std::optional<double> length_of_pause(const Json& seconds, const Json& activity, Phase phase);

}  // namespace chaos
