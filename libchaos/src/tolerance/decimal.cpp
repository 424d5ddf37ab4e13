#include "tolerance/decimal.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <system_error>

#include "chaos/error.h"
#include "json/python_space.h"
#include "json/python_type.h"
#include "json/utf8.h"

namespace chaos {
namespace {

// Limits of Python's decimal on 64-bit systems.
constexpr std::int64_t kMaxExponent = 999'999'999'999'999'999;
constexpr std::int64_t kMinExponent = -1'999'999'999'999'999'997;

// The digit zero in every script of Unicode 14 except ASCII; each is followed by the digits one to
// nine.
constexpr std::array<char32_t, 65> kZeros = {
    0x0660,  0x06f0,  0x07c0,  0x0966,  0x09e6,  0x0a66,  0x0ae6,  0x0b66,  0x0be6,  0x0c66,
    0x0ce6,  0x0d66,  0x0de6,  0x0e50,  0x0ed0,  0x0f20,  0x1040,  0x1090,  0x17e0,  0x1810,
    0x1946,  0x19d0,  0x1a80,  0x1a90,  0x1b50,  0x1bb0,  0x1c40,  0x1c50,  0xa620,  0xa8d0,
    0xa900,  0xa9d0,  0xa9f0,  0xaa50,  0xabf0,  0xff10,  0x104a0, 0x10d30, 0x11066, 0x110f0,
    0x11136, 0x111d0, 0x112f0, 0x11450, 0x114d0, 0x11650, 0x116c0, 0x11730, 0x118e0, 0x11950,
    0x11c50, 0x11d50, 0x11da0, 0x16a60, 0x16ac0, 0x16b50, 0x1d7ce, 0x1d7d8, 0x1d7e2, 0x1d7ec,
    0x1d7f6, 0x1e140, 0x1e2f0, 0x1e950, 0x1fbf0,
};

char ascii_digit(char32_t code_point) {
  const auto* above = std::ranges::upper_bound(kZeros, code_point);
  if (above == kZeros.begin()) return '\0';
  const char32_t value = code_point - *(above - 1);
  return value < 10 ? static_cast<char>('0' + value) : '\0';
}

/// `text` stripped, in lower case, without underscores and with ASCII digits, which is how Python
/// prepares it; nothing if it contains characters that no number has.
std::optional<std::string> normalize(std::string_view text) {
  text = python_strip(text);
  std::string result;
  for (std::size_t offset = 0; offset < text.size();) {
    const DecodedChar character = decode_utf8(text, offset);
    offset += character.length;
    const char32_t c = character.code_point;
    if (c == '_') continue;
    const char digit =
        c < 0x80 ? static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c) : ascii_digit(c);
    if (digit == '\0') return std::nullopt;
    result += digit;
  }
  return result;
}

std::string take_digits(std::string_view& text) {
  const std::size_t count = std::min(text.find_first_not_of("0123456789"), text.size());
  std::string digits(text.substr(0, count));
  text.remove_prefix(count);
  return digits;
}

/// Reads "e-12". Returns zero if the string is empty, nothing if it is invalid. Values beyond 64
/// bits are clamped so that they do not overflow later.
std::optional<std::int64_t> take_exponent(std::string_view text) {
  if (text.empty()) return 0;
  if (!text.starts_with('e')) return std::nullopt;
  text.remove_prefix(1);
  if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
  std::int64_t exponent = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), exponent);
  if (read.ptr != text.data() + text.size() || read.ec == std::errc::invalid_argument) {
    return std::nullopt;
  }
  constexpr std::int64_t kFarAway = 4 * kMaxExponent;
  if (read.ec == std::errc::result_out_of_range)
    return text.starts_with('-') ? -kFarAway : kFarAway;
  return std::clamp(exponent, -kFarAway, kFarAway);
}

bool is_nan(std::string_view text) {
  if (text.starts_with('s')) text.remove_prefix(1);
  return text.starts_with("nan") && text.find_first_not_of("0123456789", 3) == std::string::npos;
}

}  // namespace

std::optional<Decimal> Decimal::from_json(const Json& value) {
  if (value.is_boolean()) return from_text(value.get<bool>() ? "1" : "0");
  if (value.is_number_unsigned()) return from_text(std::to_string(value.get<std::uint64_t>()));
  if (value.is_number_integer()) return from_text(std::to_string(value.get<std::int64_t>()));
  if (value.is_number_float()) return from_double(value.get<double>());
  if (value.is_string()) return from_text(value.get_ref<const std::string&>());
  if (extended_kind(value) == Extended::kInteger) return from_text(extended_text(value));
  // Python also accepts the three parts of a decimal as a list; nobody intends that here.
  if (value.is_array()) throw UnexpectedError("argument must be a sequence of length 3");
  throw UnexpectedError(
      fmt::format("conversion from {} to Decimal is not supported", python_type_name(value)));
}

std::optional<Decimal> Decimal::from_text(std::string_view text) {
  const std::optional<std::string> normalized = normalize(text);
  if (!normalized) return std::nullopt;
  std::string_view rest = *normalized;
  const bool negative = rest.starts_with('-');
  if (negative || rest.starts_with('+')) rest.remove_prefix(1);
  if (rest == "inf" || rest == "infinity") return Decimal(Kind::kInfinite, negative);
  if (is_nan(rest)) return Decimal(Kind::kNan, negative);

  std::string digits = take_digits(rest);
  std::size_t fraction_size = 0;
  if (rest.starts_with('.')) {
    rest.remove_prefix(1);
    const std::string fraction = take_digits(rest);
    fraction_size = fraction.size();
    digits += fraction;
  }
  const std::optional<std::int64_t> exponent = take_exponent(rest);
  if (digits.empty() || !exponent) return std::nullopt;
  return finite(negative, std::move(digits), *exponent - static_cast<std::int64_t>(fraction_size));
}

Decimal Decimal::from_double(double value) {
  if (std::isnan(value)) return Decimal(Kind::kNan, false);
  if (std::isinf(value)) return Decimal(Kind::kInfinite, value < 0);
  // No double has more decimals than the smallest one.
  constexpr int kMostDecimals = 1074;
  std::array<char, 1500> buffer{};
  const auto written = std::to_chars(buffer.begin(), buffer.end(), std::abs(value),
                                     std::chars_format::fixed, kMostDecimals);
  std::string digits(buffer.begin(), written.ptr);
  digits.erase(digits.find('.'), 1);
  return *finite(value < 0, std::move(digits), -kMostDecimals);
}

std::optional<Decimal> Decimal::finite(bool negative, std::string digits, std::int64_t exponent) {
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
  const auto size = static_cast<std::int64_t>(std::max<std::size_t>(digits.size(), 1));
  if (exponent + size - 1 > kMaxExponent || exponent < kMinExponent) return std::nullopt;
  const std::size_t kept = digits.empty() ? 0 : digits.find_last_not_of('0') + 1;
  Decimal number(Kind::kFinite, negative);
  number.exponent_ = exponent + static_cast<std::int64_t>(digits.size() - kept);
  digits.resize(kept);
  number.digits_ = std::move(digits);
  return number;
}

int Decimal::sign() const {
  if (kind_ == Kind::kFinite && digits_.empty()) return 0;
  return negative_ ? -1 : 1;
}

int Decimal::compare_magnitude(const Decimal& other) const {
  if (kind_ == Kind::kInfinite || other.kind_ == Kind::kInfinite) {
    return (kind_ == Kind::kInfinite ? 1 : 0) - (other.kind_ == Kind::kInfinite ? 1 : 0);
  }
  const std::int64_t top = exponent_ + static_cast<std::int64_t>(digits_.size());
  const std::int64_t other_top = other.exponent_ + static_cast<std::int64_t>(other.digits_.size());
  if (top != other_top) return top < other_top ? -1 : 1;
  return digits_.compare(other.digits_);
}

bool Decimal::less_equal(const Decimal& other) const {
  if (kind_ == Kind::kNan || other.kind_ == Kind::kNan) {
    throw UnexpectedError("[<class 'decimal.InvalidOperation'>]");
  }
  const int left = sign();
  const int right = other.sign();
  if (left != right || left == 0) return left <= right;
  return left > 0 ? compare_magnitude(other) <= 0 : compare_magnitude(other) >= 0;
}

}  // namespace chaos
