#pragma once

#include <compare>
#include <optional>

#include "chaos/json.h"

namespace chaos {

/// How two numbers (booleans count as 0 and 1) stand to each other, exactly, as Python compares
/// integers with floats; unordered when one is NaN. Nothing if either is not a number.
std::optional<std::partial_ordering> compare_numbers(const Json& left, const Json& right);

/// Python's `left <= right`. Throws UnexpectedError with Python's message when the two have no
/// order.
bool python_less_equal(const Json& left, const Json& right);

}  // namespace chaos
