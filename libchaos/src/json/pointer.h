#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "chaos/json.h"

namespace chaos {

/// The reference tokens of `pointer`, unescaped, outermost first.
std::vector<std::string> pointer_tokens(const JsonPointer& pointer);

/// The value at `pointer`, which may be any text; nullptr if it is empty or leads nowhere.
const Json* value_at(const Json& document, const std::string& pointer);

/// `token` as an array index: digits without leading zeros.
std::optional<std::size_t> array_index(std::string_view token);

}  // namespace chaos
