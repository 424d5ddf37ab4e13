#pragma once

#include <string>
#include <vector>

#include "chaos/json.h"

namespace chaos {

/// A string, or the strings of a list; anything else is left out.
std::vector<std::string> texts_of(const Json* value);

/// What the experiment needs exclusive use of: `resource` in the program's own block.
std::vector<std::string> resources_of(const Json& experiment);

}  // namespace chaos
