#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "chaos/json.h"

namespace chaos {

/// The name of the type that `value` has in Python, as error messages show it: "int", "NoneType",
/// "datetime.date".
std::string_view python_type_name(const Json& value);

/// Whether `value` is an int to Python, which counts booleans among them.
bool is_python_int(const Json& value);

/// What Python says of `container[key]` when `container` has no such subscripts, `key_type` being
/// the name of the key's type: "'int' object is not subscriptable",
/// "list indices must be integers or slices, not str".
std::string describe_bad_subscript(const Json& container, std::string_view key_type);

/// What Python says when `value` is looked up in a mapping and cannot be a key: "unhashable type:
/// 'list'"; nothing if it can be one.
std::optional<std::string> describe_unhashable(const Json& value);

}  // namespace chaos
