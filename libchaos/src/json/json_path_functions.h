#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "chaos/json.h"
#include "json/json_path_syntax.h"

namespace chaos::json_path {

/// The maximum number of arguments of a function; with more, it yields nothing.
inline constexpr std::size_t kMaxArguments = 2;

/// The result of `function` for the value that it is applied to; nothing if it does not support
/// such a value or such arguments.
std::optional<Json> apply(Function function, const Json& value, const std::vector<Json>& arguments);

}  // namespace chaos::json_path
