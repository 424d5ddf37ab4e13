#pragma once

#include <string>
#include <vector>

#include "chaos/json.h"

namespace chaos {

/// A string, or the strings of a list; anything else is ignored.
std::vector<std::string> texts_of(const Json* value);

/// The resources that the experiment needs exclusively: `resource` in the program's own block.
std::vector<std::string> resources_of(const Json& experiment);

}  // namespace chaos
