#include <fmt/format.h>

#include <optional>
#include <string>

#include "chaos/error.h"
#include "context/activity_references.h"
#include "json/python_type.h"
#include "log/log.h"
#include "tolerance/decimal.h"
#include "tolerance/kinds.h"

namespace chaos {
namespace {

bool is_number(const Json& value) {
  return value.is_number_float() || is_python_int(value);
}

const Json& boundary(const Json& range, std::size_t index) {
  if (!range.is_array()) throw UnexpectedError(describe_bad_subscript(range, "int"));
  if (index >= range.size()) throw UnexpectedError("list index out of range");
  return range[index];
}

Decimal boundary_number(const Json& boundary) {
  if (auto number = Decimal::from_json(boundary)) return *std::move(number);
  throw UnexpectedError("[<class 'decimal.ConversionSyntax'>]");
}

}  // namespace

void validate_range(const Json& tolerance, const std::string& pointer) {
  const auto refuse = [](std::string message, std::string where) {
    throw InvalidActivity({.message = std::move(message),
                           .pointer = std::move(where),
                           .hint = "write \"range\": [lowest, highest]"});
  };
  const Json* range = find(tolerance, "range");
  if (range == nullptr) {
    return refuse("hypothesis range probe tolerance must have a `range` key", pointer);
  }
  const std::string where = pointer + "/range";
  if (!range->is_array()) return refuse("hypothesis range must be a sequence", where);
  if (range->size() != 2) {
    return refuse("hypothesis range sequence must be made of two values", where);
  }
  if (!is_number((*range)[0]) && !is_activity_reference((*range)[0])) {
    return refuse("hypothesis range lower boundary must be a number", where + "/0");
  }
  if (!is_number((*range)[1]) && !is_activity_reference((*range)[1])) {
    return refuse("hypothesis range upper boundary must be a number", where + "/1");
  }
}

bool within_range(const Json& tolerance, const Json& value) {
  const std::optional<Decimal> number = Decimal::from_json(select_target(tolerance, value));
  if (!number) {
    log::debug("range check expects a number value");
    return false;
  }
  const Json& range = member_or_null(tolerance, "range");
  const Json& low = boundary(range, 0);
  const Json& high = boundary(range, 1);
  return boundary_number(low).less_equal(*number) && number->less_equal(boundary_number(high));
}

}  // namespace chaos
