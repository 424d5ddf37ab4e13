#include "json/python_type.h"

#include <fmt/format.h>

namespace chaos {
namespace {

std::string_view extended_type_name(const Json& value) {
  switch (extended_kind(value).value_or(Extended::kBytes)) {
    case Extended::kInteger:
      return "int";
    case Extended::kBytes:
      return "bytes";
    case Extended::kDate:
      return "datetime.date";
    case Extended::kDateTime:
      return "datetime.datetime";
  }
  return "bytes";
}

}  // namespace

std::string_view python_type_name(const Json& value) {
  switch (value.type()) {
    case Json::value_t::null:
    case Json::value_t::discarded:
      return "NoneType";
    case Json::value_t::boolean:
      return "bool";
    case Json::value_t::number_integer:
    case Json::value_t::number_unsigned:
      return "int";
    case Json::value_t::number_float:
      return "float";
    case Json::value_t::string:
      return "str";
    case Json::value_t::array:
      return "list";
    case Json::value_t::object:
      return "dict";
    case Json::value_t::binary:
      return extended_type_name(value);
  }
  return "NoneType";
}

bool is_python_int(const Json& value) {
  return value.is_number_integer() || value.is_boolean() ||
         extended_kind(value) == Extended::kInteger;
}

std::string describe_bad_subscript(const Json& container, std::string_view key_type) {
  const std::string_view type = python_type_name(container);
  if (type == "str") return fmt::format("string indices must be integers, not '{}'", key_type);
  if (type == "list" || type == "bytes") {
    const std::string_view noun = type == "list" ? "list" : "byte";
    return fmt::format("{} indices must be integers or slices, not {}", noun, key_type);
  }
  return fmt::format("'{}' object is not subscriptable", type);
}

std::optional<std::string> describe_unhashable(const Json& value) {
  if (!value.is_structured()) return std::nullopt;
  return fmt::format("unhashable type: '{}'", python_type_name(value));
}

}  // namespace chaos
