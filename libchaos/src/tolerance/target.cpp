#include <fmt/format.h>

#include "chaos/error.h"
#include "json/python_type.h"
#include "tolerance/kinds.h"

namespace chaos {

const Json& member_or_null(const Json& tolerance, std::string_view key) {
  static const Json null;
  const Json* member = find(tolerance, key);
  return member == nullptr ? null : *member;
}

const Json& select_target(const Json& tolerance, const Json& value) {
  const Json& target = member_or_null(tolerance, "target");
  if (!truthy(target)) return value;
  if (!value.is_object()) {
    throw UnexpectedError(
        fmt::format("'{}' object has no attribute 'get'", python_type_name(value)));
  }
  if (const auto problem = describe_unhashable(target)) throw UnexpectedError(*problem);
  const Json* member =
      target.is_string() ? find(value, target.get_ref<const std::string&>()) : nullptr;
  return member == nullptr ? value : *member;
}

}  // namespace chaos
