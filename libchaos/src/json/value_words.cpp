#include "json/value_words.h"

namespace chaos {

std::string kind_in_words(const Json& value) {
  if (value.is_object()) return "a mapping";
  if (value.is_array()) return "a list";
  if (value.is_string()) return "a string";
  if (value.is_boolean()) return "a boolean";
  if (value.is_null()) return "null";
  const auto extended = extended_kind(value);
  if (!extended || extended == Extended::kInteger) return "a number";
  return extended == Extended::kBytes ? "binary data" : "a date";
}

std::string quoting_hint(const Json& value) {
  if (value.is_boolean())
    return value.get<bool>() ? "put it in quotes: YAML reads yes, on and true as a boolean"
                             : "put it in quotes: YAML reads no, off and false as a boolean";
  if (value.is_null()) return "put it in quotes: YAML reads null and ~ as no value";
  if (value.is_structured() && !extended_kind(value)) return {};
  return "put it in quotes, so that it is a string";
}

}  // namespace chaos
