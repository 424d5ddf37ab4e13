#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "chaos/json.h"

namespace chaos::report {

/// Reading journals, in which every key may be missing, null, or of an unexpected type.

/// The member `key`; null if there is none, or `object` is not an object.
const Json& member(const Json& object, std::string_view key);

/// The member at the end of the path of `keys`.
template <class... Keys>
const Json& member(const Json& object, std::string_view key, Keys... keys) {
  return member(member(object, key), keys...);
}

/// The value as a string: strings unchanged, "" for null, anything else as JSON.
std::string text_of(const Json& value);

/// The value if it is a list; otherwise an empty list.
const Json& list_of(const Json& value);

/// The value if it is a valid number of seconds: finite and not negative.
std::optional<double> seconds_of(const Json& value);

/// The value if it is true or false.
std::optional<bool> bool_of(const Json& value);

}  // namespace chaos::report
