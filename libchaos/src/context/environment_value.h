#pragma once

#include <string>

#include "chaos/json.h"

namespace chaos {

/// The value of a declaration `{type: env, key: NAME, default: ..., env_var_type: ...}`. `what`
/// starts the message if the variable is not set ("Configuration makes", "Secrets make"); `pointer`
/// is the pointer to the declaration. A default is only used if `with_default`. Throws
/// InvalidExperiment if the variable is not set or its value does not convert.
Json environment_value(const Json& declaration, const std::string& what, const std::string& pointer,
                       bool with_default);

}  // namespace chaos
