#pragma once

#include <string>

#include "chaos/json.h"

namespace chaos::cli {

/// The user's input as a value of the type in a discovery: "integer", "number", "boolean", "list"
/// and "mapping" (both as JSON), "string". For any other type, a string, or JSON if the input
/// starts like a list or a mapping. Throws std::invalid_argument, which says what is wrong.
Json typed_answer(const std::string& text, const std::string& type);

}  // namespace chaos::cli
