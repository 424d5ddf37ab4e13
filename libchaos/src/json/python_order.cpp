#include "json/python_order.h"

#include <fmt/format.h>

#include <cmath>
#include <string>
#include <string_view>
#include <utility>

#include "chaos/error.h"
#include "json/number.h"
#include "json/python_type.h"
#include "json/timestamp.h"

namespace chaos {
namespace {

std::string integer_text(const Json& value) {
  if (value.is_boolean()) return value.get<bool>() ? "1" : "0";
  if (value.is_number_unsigned()) return std::to_string(value.get<std::uint64_t>());
  if (value.is_number_integer()) return std::to_string(value.get<std::int64_t>());
  return extended_text(value);
}

/// Compares two decimal integers without leading zeros.
std::strong_ordering compare_digits(std::string_view left, std::string_view right) {
  const bool negative = left.starts_with('-');
  if (negative != right.starts_with('-')) {
    return negative ? std::strong_ordering::less : std::strong_ordering::greater;
  }
  if (negative) std::swap(left, right);
  return left.size() != right.size() ? left.size() <=> right.size() : left <=> right;
}

std::partial_ordering compare_with_float(const std::string& integer, double number) {
  if (std::isnan(number)) return std::partial_ordering::unordered;
  if (std::isinf(number)) return 0.0 <=> number;
  const double whole = std::trunc(number);
  // Adding zero turns -0.0 into 0.0, so that the digits have no sign.
  const auto order = compare_digits(integer, exact_integer_digits(whole + 0.0));
  if (order != 0) return order;
  return whole <=> number;
}

std::partial_ordering reverse(std::partial_ordering order) {
  return 0 <=> order;
}

std::string no_order(const Json& left, const Json& right) {
  return fmt::format("'<=' not supported between instances of '{}' and '{}'",
                     python_type_name(left), python_type_name(right));
}

bool lists_less_equal(const Json& left, const Json& right) {
  const std::size_t common = std::min(left.size(), right.size());
  for (std::size_t i = 0; i < common; ++i) {
    if (!python_equal(left[i], right[i])) return python_less_equal(left[i], right[i]);
  }
  return left.size() <= right.size();
}

bool times_less_equal(const Json& left, const Json& right) {
  const auto a = parse_iso_timestamp(extended_text(left));
  const auto b = parse_iso_timestamp(extended_text(right));
  if (!a || !b) throw UnexpectedError(no_order(left, right));
  if (a->offset_minutes.has_value() != b->offset_minutes.has_value()) {
    throw UnexpectedError("can't compare offset-naive and offset-aware datetimes");
  }
  return a->instant() <= b->instant();
}

bool extended_less_equal(const Json& left, const Json& right) {
  const Extended kind = extended_kind(left).value_or(Extended::kBytes);
  const Extended other = extended_kind(right).value_or(Extended::kBytes);
  if (kind == other) {
    if (kind == Extended::kBytes) return extended_text(left) <= extended_text(right);
    return times_less_equal(left, right);
  }
  if (kind != Extended::kBytes && other != Extended::kBytes) {
    throw UnexpectedError("can't compare datetime.datetime to datetime.date");
  }
  throw UnexpectedError(no_order(left, right));
}

}  // namespace

std::optional<std::partial_ordering> compare_numbers(const Json& left, const Json& right) {
  const bool left_is_float = left.is_number_float();
  const bool right_is_float = right.is_number_float();
  if (!(left_is_float || is_python_int(left)) || !(right_is_float || is_python_int(right))) {
    return std::nullopt;
  }
  if (left_is_float && right_is_float) return left.get<double>() <=> right.get<double>();
  if (right_is_float) return compare_with_float(integer_text(left), right.get<double>());
  if (left_is_float) return reverse(compare_with_float(integer_text(right), left.get<double>()));
  return compare_digits(integer_text(left), integer_text(right));
}

bool python_less_equal(const Json& left, const Json& right) {
  if (const auto order = compare_numbers(left, right)) return *order <= 0;
  if (left.is_string() && right.is_string()) {
    return left.get_ref<const std::string&>() <= right.get_ref<const std::string&>();
  }
  if (left.is_array() && right.is_array()) return lists_less_equal(left, right);
  if (left.is_binary() && right.is_binary() && !is_python_int(left) && !is_python_int(right)) {
    return extended_less_equal(left, right);
  }
  throw UnexpectedError(no_order(left, right));
}

}  // namespace chaos
