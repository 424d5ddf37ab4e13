#include "report/members.h"

#include <cmath>

namespace chaos::report {
namespace {

const Json kNull;
const Json kNoItems = Json::array();

}  // namespace

const Json& member(const Json& object, std::string_view key) {
  const Json* value = find(object, key);
  return value != nullptr ? *value : kNull;
}

std::string text_of(const Json& value) {
  if (value.is_null()) return {};
  return value.is_string() ? value.get<std::string>() : to_json_text(value);
}

const Json& list_of(const Json& value) {
  return value.is_array() ? value : kNoItems;
}

std::optional<double> seconds_of(const Json& value) {
  if (!value.is_number()) return std::nullopt;
  const double seconds = value.get<double>();
  return std::isfinite(seconds) && seconds >= 0 ? std::optional(seconds) : std::nullopt;
}

std::optional<bool> bool_of(const Json& value) {
  return value.is_boolean() ? std::optional(value.get<bool>()) : std::nullopt;
}

}  // namespace chaos::report
