#pragma once

#include <compare>
#include <optional>

#include "chaos/json.h"

namespace chaos {

/// The exact order of two numbers (booleans count as 0 and 1), as in Python's comparison of
/// integers with floats; unordered if one is NaN. Nothing if either is not a number.
std::optional<std::partial_ordering> compare_numbers(const Json& left, const Json& right);

/// Python's `left <= right`. Throws UnexpectedError with Python's message if the two cannot be
/// compared.
bool python_less_equal(const Json& left, const Json& right);

}  // namespace chaos
