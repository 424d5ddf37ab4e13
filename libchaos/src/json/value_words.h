#pragma once

#include <string>

#include "chaos/json.h"

namespace chaos {

/// The kind of a value in words: "a mapping", "a list", "a boolean".
std::string kind_in_words(const Json& value);

/// How to turn `value` into the string that was probably meant: YAML reads some words without
/// quotes as a boolean, a number or a date. Empty for a list or a mapping.
std::string quoting_hint(const Json& value);

}  // namespace chaos
