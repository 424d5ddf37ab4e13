#pragma once

#include <optional>
#include <string>
#include <vector>

#include "chaos/json.h"

namespace chaos {

/// `value` converted to the type that a variable or an environment value declares: str, int, float,
/// bytes, bool or json (and their aliases); no type keeps the value.
/// Throws std::invalid_argument when the type is unknown or the value does not convert.
/// Semantics: chaoslib.convert_to_type of the reference.
Json convert_to_type(const std::optional<std::string>& type, const Json& value);

/// The variables of `--var name[:type]=value` options, where the last one of a name wins. Throws
/// std::invalid_argument with the message of the reference.
Json convert_variables(const std::vector<std::string>& options);

}  // namespace chaos
