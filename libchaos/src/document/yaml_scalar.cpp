#include "document/yaml_scalar.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <vector>

#include "json/number.h"
#include "json/utf8.h"

namespace chaos {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::string without_underscores(std::string_view text) {
  std::string out(text);
  std::erase(out, '_');
  return out;
}

std::string in_lower_case(std::string text) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  std::transform(text.begin(), text.end(), text.begin(), lower);
  return text;
}

/// Consumes a leading sign of `text`. Returns whether it was a minus.
bool take_sign(std::string& text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.erase(0, 1);
  return negative;
}

std::vector<std::string> split_at_colons(const std::string& text) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == ':') {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

/// A natural number of any size, as limbs of nine decimal digits, the lowest first.
class Natural {
 public:
  void multiply_and_add(std::uint64_t factor, std::uint64_t summand) {
    std::uint64_t carry = summand;
    for (std::uint64_t& limb : limbs_) {
      carry += limb * factor;
      limb = carry % kLimb;
      carry /= kLimb;
    }
    if (carry != 0) limbs_.push_back(carry);
    if (limbs_.size() > kMostLimbs) {
      throw YamlScalarError("Exceeds the limit (4300 digits) for integer string conversion");
    }
  }

  std::string digits() const {
    std::string text;
    for (auto limb = limbs_.rbegin(); limb != limbs_.rend(); ++limb) {
      text += text.empty() ? fmt::format("{}", *limb) : fmt::format("{:09}", *limb);
    }
    return text.empty() ? "0" : text;
  }

 private:
  static constexpr std::uint64_t kLimb = 1'000'000'000;
  static constexpr std::size_t kMostLimbs = 4300 / 9;

  std::vector<std::uint64_t> limbs_;
};

unsigned digit_value(char c) {
  if (is_digit(c)) return static_cast<unsigned>(c - '0');
  const char lower = static_cast<char>(c | 0x20);
  constexpr unsigned kNone = 99;
  return lower >= 'a' && lower <= 'z' ? static_cast<unsigned>(lower - 'a' + 10) : kNone;
}

[[noreturn]] void fail_as_integer(std::string_view text, unsigned base) {
  throw YamlScalarError(fmt::format("invalid literal for int() with base {}: {}", base,
                                    python_repr(std::string(text))));
}

std::string digits_in_base(std::string_view text, unsigned base) {
  if (text.empty()) fail_as_integer(text, base);
  Natural value;
  for (const char c : text) {
    if (digit_value(c) >= base) fail_as_integer(text, base);
    value.multiply_and_add(base, digit_value(c));
  }
  return value.digits();
}

std::uint64_t small_number(const std::string& digits) {
  constexpr std::size_t kMostDigits = 9;
  const bool is_number = !digits.empty() && std::all_of(digits.begin(), digits.end(), is_digit);
  if (!is_number || digits.size() > kMostDigits) fail_as_integer(digits, 10);
  return std::stoull(digits);
}

/// Each number after a colon is a base-60 digit; the first number has no limit.
std::string sexagesimal_digits(const std::string& text) {
  const std::vector<std::string> parts = split_at_colons(text);
  if (parts.front().empty()) fail_as_integer(parts.front(), 10);
  Natural value;
  for (const char c : parts.front()) {
    if (!is_digit(c)) fail_as_integer(parts.front(), 10);
    value.multiply_and_add(10, digit_value(c));
  }
  for (std::size_t i = 1; i < parts.size(); ++i) {
    value.multiply_and_add(60, small_number(parts[i]));
  }
  return value.digits();
}

std::string integer_digits(const std::string& text) {
  if (text == "0") return text;
  if (text.starts_with("0b")) return digits_in_base(text.substr(2), 2);
  if (text.starts_with("0x")) return digits_in_base(text.substr(2), 16);
  if (text.starts_with("0o")) return digits_in_base(text.substr(2), 8);
  if (text.starts_with('0')) return digits_in_base(text, 8);
  if (text.find(':') != std::string::npos) return sexagesimal_digits(text);
  if (text.empty() || !std::all_of(text.begin(), text.end(), is_digit)) fail_as_integer(text, 10);
  return text;
}

/// What Python's float() accepts: a decimal number with optional point and exponent, or a word.
double python_float(const std::string& text) {
  if (text == "inf" || text == "infinity") return std::numeric_limits<double>::infinity();
  if (text == "nan") return std::numeric_limits<double>::quiet_NaN();
  const std::size_t mark = std::min(text.find('e'), text.size());
  const std::string mantissa = text.substr(0, mark);
  std::string exponent = text.substr(std::min(mark + 1, text.size()));
  take_sign(exponent);
  const auto digits = std::count_if(mantissa.begin(), mantissa.end(), is_digit);
  const auto points = std::count(mantissa.begin(), mantissa.end(), '.');
  const bool is_mantissa =
      digits > 0 && points <= 1 && digits + points == static_cast<std::ptrdiff_t>(mantissa.size());
  const bool is_exponent =
      mark == text.size() ||
      (!exponent.empty() && std::all_of(exponent.begin(), exponent.end(), is_digit));
  if (!is_mantissa || !is_exponent) {
    throw YamlScalarError(fmt::format("could not convert string to float: {}", python_repr(text)));
  }
  return float_from_text(text);
}

double sexagesimal_float(const std::string& text) {
  std::vector<std::string> parts = split_at_colons(text);
  std::reverse(parts.begin(), parts.end());
  double value = 0;
  double base = 1;
  for (const std::string& part : parts) {
    value += python_float(part) * base;
    base *= 60;
  }
  return value;
}

constexpr unsigned char kNoSextet = 64;

unsigned char sextet_of(char c) {
  constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const std::size_t place = kAlphabet.find(c);
  return place == std::string_view::npos ? kNoSextet : static_cast<unsigned char>(place);
}

/// Base64 as decoded by Python's decodebytes(): other characters are skipped, padding ends it.
std::string decode_base64(std::string_view text) {
  std::string out;
  std::size_t place = 0;
  std::size_t pads = 0;
  unsigned left = 0;
  for (const char c : text) {
    if (c == '=') {
      if (place >= 2 && place + ++pads >= 4) return out;
      continue;
    }
    const unsigned sextet = sextet_of(c);
    if (sextet == kNoSextet) continue;
    pads = 0;
    left = (left << 6U) | sextet;
    if (place > 0) out += static_cast<char>((left >> (6 - 2 * place)) & 0xFFU);
    place = (place + 1) % 4;
  }
  if (place == 1) {
    throw YamlScalarError(fmt::format(
        "failed to decode base64 data: Invalid base64-encoded string: number of data characters "
        "({}) cannot be 1 more than a multiple of 4",
        out.size() / 3 * 4 + 1));
  }
  if (place != 0) throw YamlScalarError("failed to decode base64 data: Incorrect padding");
  return out;
}

}  // namespace

Json make_yaml_bool(std::string_view text) {
  const std::string word = in_lower_case(std::string(text));
  if (word == "yes" || word == "true" || word == "on") return true;
  if (word == "no" || word == "false" || word == "off") return false;
  throw YamlScalarError(fmt::format("{} is not a boolean", python_repr(std::string(text))));
}

Json make_yaml_integer(std::string_view text) {
  std::string digits = without_underscores(text);
  const bool negative = take_sign(digits);
  return integer_from_text((negative ? "-" : "") + integer_digits(digits));
}

Json make_yaml_float(std::string_view text) {
  std::string digits = in_lower_case(without_underscores(text));
  const bool negative = take_sign(digits);
  double value = 0;
  if (digits == ".inf") {
    value = std::numeric_limits<double>::infinity();
  } else if (digits == ".nan") {
    return std::numeric_limits<double>::quiet_NaN();
  } else if (digits.find(':') != std::string::npos) {
    value = sexagesimal_float(digits);
  } else {
    value = python_float(digits);
  }
  return negative ? -value : value;
}

Json make_yaml_binary(std::string_view text) {
  const auto is_ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
  const auto other = std::find_if_not(text.begin(), text.end(), is_ascii);
  if (other != text.end()) {
    const auto offset = static_cast<std::size_t>(other - text.begin());
    const std::string character(text.substr(offset, decode_utf8(text, offset).length));
    const auto code = static_cast<std::uint32_t>(decode_utf8(text, offset).code_point);
    const std::string escaped = code <= 0xFF     ? fmt::format("\\x{:02x}", code)
                                : code <= 0xFFFF ? fmt::format("\\u{:04x}", code)
                                                 : fmt::format("\\U{:08x}", code);
    throw YamlScalarError(
        fmt::format("failed to convert base64 data into ascii: 'ascii' codec can't encode "
                    "character '{}' in position {}: ordinal not in range(128)",
                    escaped, offset));
  }
  return make_extended(Extended::kBytes, decode_base64(text));
}

}  // namespace chaos
