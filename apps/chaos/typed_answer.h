#pragma once

#include <string>

#include "chaos/json.h"

namespace chaos::cli {

/// What was typed as a value of the type that a discovery names: "integer", "number", "boolean",
/// "list" and "mapping" (both as JSON), "string"; of any other, a text, or JSON when it begins a
/// list or a mapping. Throws std::invalid_argument with what is wrong.
Json typed_answer(const std::string& text, const std::string& type);

}  // namespace chaos::cli
