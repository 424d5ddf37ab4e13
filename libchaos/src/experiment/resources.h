#pragma once

#include <string>
#include <vector>

#include "chaos/json.h"

namespace chaos {

/// A text, or the texts of a list; what is neither is left out.
std::vector<std::string> texts_of(const Json* value);

/// What the experiment needs for itself: `resource` in the program's own block.
std::vector<std::string> resources_of(const Json& experiment);

}  // namespace chaos
