#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace chaos {

/// The only JSON type. Objects keep the order of their keys, as in the reference.
using Json = nlohmann::ordered_json;
using JsonPointer = Json::json_pointer;

/// Kinds of values that experiments may contain and that have no JSON type. They are stored in a
/// `Json` (as a binary value whose subtype is the kind and whose bytes are the text below) and are
/// written to journals as the text the reference writes.
enum class Extended : std::uint8_t {
  kInteger = 1,   ///< an integer beyond 64 bits: its decimal digits, with a sign when negative
  kBytes = 2,     ///< Python bytes: the bytes themselves
  kDate = 3,      ///< YAML date: "2020-01-31"
  kDateTime = 4,  ///< YAML timestamp: ISO 8601 with a "T", e.g. "2020-01-31T10:00:00+00:00"
};

/// Wraps `text` as a value of `kind`.
Json make_extended(Extended kind, std::string_view text);

/// The kind of an extended value, or nothing if `value` is an ordinary JSON value.
std::optional<Extended> extended_kind(const Json& value);

/// The text of an extended value. Must only be called when `extended_kind(value)` has a value.
std::string extended_text(const Json& value);

/// The member `key` of `object`, or nullptr if `object` is not an object or has no such member.
const Json* find(const Json& object, std::string_view key);
Json* find(Json& object, std::string_view key);

/// Truth as in Python: false for null, false, zero, and empty strings, arrays and objects.
bool truthy(const Json& value);

/// Equality as in Python: 1 == 1.0 == true, mappings compare without regard to key order.
bool python_equal(const Json& left, const Json& right);

/// The value as Python's str() prints it: True, None, 1.0, {'a': [1, 'b']}; strings are unchanged.
/// Used wherever the reference converts a value to a string (substitution, arguments, messages).
std::string python_str(const Json& value);

/// The value as Python's repr() prints it: like python_str, but strings are quoted.
std::string python_repr(const Json& value);

/// `value` as JSON text, exactly as Python's json.dump(ensure_ascii=False) writes it: floats in
/// their shortest form ("1.0", "1e+16"), NaN and Infinity spelt out, `indent` spaces a level or
/// everything on one line (", " and ": " between parts) when `indent` is negative.
/// Invalid UTF-8 is replaced by U+FFFD; this never throws for a value's content.
std::string to_json_text(const Json& value, int indent = -1);

}  // namespace chaos
