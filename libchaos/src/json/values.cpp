#include <cmath>
#include <optional>
#include <string>

#include "chaos/json.h"
#include "json/number.h"
#include "json/timestamp.h"

namespace chaos {
namespace {

bool is_big_integer(const Json& value) {
  return extended_kind(value) == Extended::kInteger;
}

bool is_numeric(const Json& value) {
  return value.is_number() || value.is_boolean() || is_big_integer(value);
}

/// The decimal digits of an integer, a boolean, or a float without a fraction; nothing for others.
std::optional<std::string> integer_digits(const Json& value) {
  if (is_big_integer(value)) return extended_text(value);
  if (value.is_boolean()) return value.get<bool>() ? "1" : "0";
  if (value.is_number_unsigned()) return std::to_string(value.get<std::uint64_t>());
  if (value.is_number_integer()) return std::to_string(value.get<std::int64_t>());
  const auto number = value.get<double>();
  if (!std::isfinite(number) || number != std::trunc(number)) return std::nullopt;
  return number == 0 ? "0" : exact_integer_digits(number);
}

/// Compares exactly, as Python does: 2**53 + 1 does not equal the float 2.0**53.
bool equal_numbers(const Json& left, const Json& right) {
  if (left.is_number_float() && right.is_number_float()) {
    return left.get<double>() == right.get<double>();
  }
  const bool alike = left.type() == right.type();
  if (alike && left.is_number_integer()) return left == right;
  const std::optional<std::string> digits = integer_digits(left);
  return digits && digits == integer_digits(right);
}

/// Times with a zone are equal if they are the same instant; a time with a zone never equals one
/// without.
bool equal_times(const std::string& left, const std::string& right) {
  const std::optional<Timestamp> a = parse_iso_timestamp(left);
  const std::optional<Timestamp> b = parse_iso_timestamp(right);
  if (!a || !b) return left == right;
  return a->offset_minutes.has_value() == b->offset_minutes.has_value() &&
         a->instant() == b->instant();
}

bool equal_extended(const Json& left, const Json& right) {
  const std::optional<Extended> kind = extended_kind(left);
  if (kind != extended_kind(right)) return false;
  if (kind == Extended::kDateTime) return equal_times(extended_text(left), extended_text(right));
  return left.get_binary() == right.get_binary();
}

bool equal_arrays(const Json& left, const Json& right) {
  if (left.size() != right.size()) return false;
  for (std::size_t i = 0; i < left.size(); ++i) {
    if (!python_equal(left[i], right[i])) return false;
  }
  return true;
}

bool equal_objects(const Json& left, const Json& right) {
  if (left.size() != right.size()) return false;
  for (const auto& [key, value] : left.get_ref<const Json::object_t&>()) {
    const Json* other = find(right, key);
    if (other == nullptr || !python_equal(value, *other)) return false;
  }
  return true;
}

}  // namespace

const Json* find(const Json& object, std::string_view key) {
  if (!object.is_object()) return nullptr;
  for (const auto& [name, value] : object.get_ref<const Json::object_t&>()) {
    if (name == key) return &value;
  }
  return nullptr;
}

Json* find(Json& object, std::string_view key) {
  return const_cast<Json*>(find(static_cast<const Json&>(object), key));
}

bool truthy(const Json& value) {
  switch (value.type()) {
    case Json::value_t::boolean:
      return value.get<bool>();
    case Json::value_t::number_integer:
    case Json::value_t::number_unsigned:
      return value != 0;
    case Json::value_t::number_float:
      return value.get<double>() != 0;
    case Json::value_t::string:
      return !value.get_ref<const std::string&>().empty();
    case Json::value_t::binary:
      return is_big_integer(value) ? extended_text(value) != "0" : !value.get_binary().empty();
    case Json::value_t::object:
    case Json::value_t::array:
      return !value.empty();
    case Json::value_t::null:
    case Json::value_t::discarded:
      return false;
  }
  return false;
}

bool python_equal(const Json& left, const Json& right) {
  if (is_numeric(left) && is_numeric(right)) return equal_numbers(left, right);
  if (left.type() != right.type()) return false;
  if (left.is_object()) return equal_objects(left, right);
  if (left.is_array()) return equal_arrays(left, right);
  if (left.is_binary()) return equal_extended(left, right);
  return left == right;
}

}  // namespace chaos
