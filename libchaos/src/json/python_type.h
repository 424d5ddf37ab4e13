#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "chaos/json.h"

namespace chaos {

/// The name of the type of `value` in Python, as in error messages: "int", "NoneType",
/// "datetime.date".
std::string_view python_type_name(const Json& value);

/// Whether `value` is an int in Python, where booleans are ints, too.
bool is_python_int(const Json& value);

/// Python's message about `container[key]` if `container` does not support such subscripts, where
/// `key_type` is the name of the key's type: "'int' object is not subscriptable", "list indices
/// must be integers or slices, not str".
std::string describe_bad_subscript(const Json& container, std::string_view key_type);

/// Python's message if `value` is looked up in a mapping but cannot be a key: "unhashable type:
/// 'list'"; nothing if it can be a key.
std::optional<std::string> describe_unhashable(const Json& value);

}  // namespace chaos
