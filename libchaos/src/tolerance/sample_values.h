#pragma once

#include <string>
#include <vector>

#include "chaos/json.h"

namespace chaos {

/// Values that are likely within the tolerance, best first; the caller must check them.
std::vector<Json> values_within(const Json& tolerance);

/// A string that the pattern (for Python's re module) is likely to match.
std::string text_matching(const std::string& pattern);

/// A document in which the JSONPath is likely to find `found`, in order.
Json document_with(const std::string& path, const std::vector<Json>& found);

}  // namespace chaos
