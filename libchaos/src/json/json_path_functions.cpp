#include "json/json_path_functions.h"

#include <algorithm>
#include <string>

#include "json/json_path_index.h"
#include "json/python_type.h"
#include "json/utf8.h"

namespace chaos::json_path {
namespace {

using Offsets = std::vector<std::size_t>;

/// The offset of each character of `text`, and of its end.
Offsets character_offsets(std::string_view text) {
  Offsets offsets;
  std::size_t offset = 0;
  while (offset < text.size()) {
    offsets.push_back(offset);
    offset += decode_utf8(text, offset).length;
  }
  offsets.push_back(offset);
  return offsets;
}

std::optional<Json> char_at(const Json& value, const std::vector<Json>& arguments) {
  if (!value.is_string() || arguments.size() != 1 || !is_python_int(arguments[0]))
    return std::nullopt;
  const auto& text = value.get_ref<const std::string&>();
  const Offsets offsets = character_offsets(text);
  const auto place = resolve_index(saturated_index(arguments[0]), offsets.size() - 1);
  if (!place) return std::nullopt;
  return text.substr(offsets[*place], offsets[*place + 1] - offsets[*place]);
}

std::optional<Json> substring(const Json& value, const std::vector<Json>& arguments) {
  if (!value.is_string() || arguments.empty() || arguments.size() > 2) return std::nullopt;
  if (!std::ranges::all_of(arguments, is_python_int)) return std::nullopt;
  const auto& text = value.get_ref<const std::string&>();
  const Offsets offsets = character_offsets(text);
  const std::int64_t end = arguments.size() == 2 ? saturated_index(arguments[1]) : kMaxIndex;
  const Bounds bounds = resolve_bounds(saturated_index(arguments[0]), end, offsets.size() - 1);
  return text.substr(offsets[bounds.begin], offsets[bounds.end] - offsets[bounds.begin]);
}

Json entries(const Json& value) {
  Json result = Json::array();
  if (value.is_object()) {
    for (const auto& [key, member] : value.items())
      result.push_back(Json::array({key, member}));
  } else {
    for (std::size_t i = 0; i < value.size(); ++i)
      result.push_back(Json::array({i, value[i]}));
  }
  return result;
}

Json keys(const Json& value) {
  Json result = Json::array();
  if (value.is_object()) {
    for (const auto& [key, member] : value.items())
      result.push_back(key);
  } else {
    for (std::size_t i = 0; i < value.size(); ++i)
      result.push_back(i);
  }
  return result;
}

Json values(const Json& value) {
  if (value.is_array()) return value;
  Json result = Json::array();
  for (const auto& [key, member] : value.items())
    result.push_back(member);
  return result;
}

std::optional<Json> length(const Json& value) {
  if (value.is_array()) return value.size();
  if (value.is_string()) {
    return character_offsets(value.get_ref<const std::string&>()).size() - 1;
  }
  return std::nullopt;
}

}  // namespace

std::optional<Json> apply(Function function, const Json& value,
                          const std::vector<Json>& arguments) {
  if (function == Function::kCharAt) return char_at(value, arguments);
  if (function == Function::kSubstring) return substring(value, arguments);
  if (!arguments.empty()) return std::nullopt;
  if (function == Function::kLength) return length(value);
  if (!value.is_structured()) return std::nullopt;
  if (function == Function::kEntries) return entries(value);
  return function == Function::kKeys ? keys(value) : values(value);
}

}  // namespace chaos::json_path
