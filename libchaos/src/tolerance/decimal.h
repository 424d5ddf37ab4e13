#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "chaos/json.h"

namespace chaos {

/// An exact decimal number with the range and precision of Python's decimal.Decimal.
class Decimal {
 public:
  /// Python's Decimal(value): integers and floats keep their exact value, booleans are 0 and 1,
  /// strings are parsed. Nothing for a string that is not a number. Throws UnexpectedError for
  /// other types, such as null or a mapping.
  static std::optional<Decimal> from_json(const Json& value);

  /// Reads a number such as " -1_000.5e3 ", "inf" or "nan".
  static std::optional<Decimal> from_text(std::string_view text);

  static Decimal from_double(double value);

  /// Exact. Throws UnexpectedError if either is NaN, which has no order.
  bool less_equal(const Decimal& other) const;

 private:
  enum class Kind { kFinite, kInfinite, kNan };

  explicit Decimal(Kind kind, bool negative) : kind_(kind), negative_(negative) {}

  static std::optional<Decimal> finite(bool negative, std::string digits, std::int64_t exponent);

  int sign() const;
  int compare_magnitude(const Decimal& other) const;

  Kind kind_;
  bool negative_;
  std::string digits_;         // without leading and trailing zeros; empty for zero
  std::int64_t exponent_ = 0;  // of the last digit
};

}  // namespace chaos
