#pragma once

#include "chaos/json.h"

namespace chaos {

/// Settings of a provider that are numbers or booleans may be strings: written as one, or from a
/// variable of the environment. Returns the value that the string says; anything else unchanged.
Json number_in(const Json& value);
/// The same for "true" and "false", in any case.
Json boolean_in(const Json& value);

}  // namespace chaos
