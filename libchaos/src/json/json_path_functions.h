#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "chaos/json.h"
#include "json/json_path_syntax.h"

namespace chaos::json_path {

/// How many arguments a function may take; with more it yields nothing.
inline constexpr std::size_t kMaxArguments = 2;

/// The result of `function` for the value it is applied to; nothing if it is not made for such a
/// value or for such arguments.
std::optional<Json> apply(Function function, const Json& value, const std::vector<Json>& arguments);

}  // namespace chaos::json_path
