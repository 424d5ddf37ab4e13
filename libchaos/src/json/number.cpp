#include "json/number.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <limits>
#include <system_error>

namespace chaos {
namespace {

/// The power of ten of the first significant digit of `text`.
long long decimal_exponent(std::string_view text) {
  const std::size_t exponent_mark = text.find_first_of("eE");
  long long exponent = 0;
  if (exponent_mark != std::string_view::npos) {
    std::string_view digits = text.substr(exponent_mark + 1);
    if (digits.starts_with('+')) digits.remove_prefix(1);
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), exponent);
    if (read.ec == std::errc::result_out_of_range) {
      constexpr long long kFarAway = 1'000'000'000'000;
      exponent = digits.starts_with('-') ? -kFarAway : kFarAway;
    }
    text = text.substr(0, exponent_mark);
  }
  const std::size_t point = std::min(text.find('.'), text.size());
  const std::size_t first = std::min(text.find_first_of("123456789"), text.size());
  const auto above = static_cast<long long>(point) - static_cast<long long>(first);
  return exponent + (first < point ? above - 1 : above);
}

template <typename Integer>
bool fits(std::string_view text, Integer& value) {
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  return read.ec == std::errc() && read.ptr == text.data() + text.size();
}

}  // namespace

Json integer_from_text(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  std::int64_t small = 0;
  if (fits(text, small)) return small;
  std::uint64_t large = 0;
  if (fits(text, large)) return large;
  const bool negative = text.starts_with('-');
  const std::size_t first = text.find_first_not_of("-0");
  return make_extended(Extended::kInteger, (negative ? "-" : "") + std::string(text.substr(first)));
}

double float_from_text(std::string_view text) {
  double value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  if (read.ec != std::errc::result_out_of_range) return value;
  const double magnitude =
      decimal_exponent(text) > 0 ? std::numeric_limits<double>::infinity() : 0.0;
  return text.starts_with('-') ? -magnitude : magnitude;
}

void append_python_float(std::string& out, double value) {
  if (std::isnan(value)) {
    out += "nan";
    return;
  }
  const std::size_t start = out.size();
  fmt::format_to(std::back_inserter(out), "{}", value);
  const bool is_plain = out.find_first_not_of("-0123456789", start) == std::string::npos;
  if (is_plain) out += ".0";
}

std::string exact_integer_digits(double value) {
  return fmt::format("{:.0f}", value);
}

}  // namespace chaos
