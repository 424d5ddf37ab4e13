#include "document/yaml_resolver.h"

#include <algorithm>
#include <array>

namespace chaos {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view kDigits = "0123456789";
constexpr std::string_view kDigitsAndUnderscore = "0123456789_";

template <std::size_t N>
bool is_one_of(std::string_view text, const std::array<std::string_view, N>& words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

/// Matches a scalar from left to right. Each step returns whether it matched.
class Pattern {
 public:
  explicit Pattern(std::string_view text) : rest_(text) {}

  bool at_end() const { return rest_.empty(); }

  bool one_of(std::string_view characters) {
    if (rest_.empty() || characters.find(rest_.front()) == std::string_view::npos) return false;
    rest_.remove_prefix(1);
    return true;
  }

  /// Matches between `least` and `most` of the characters.
  bool many(std::string_view characters, std::size_t least, std::size_t most = ~std::size_t{0}) {
    const std::size_t found = std::min({rest_.find_first_not_of(characters), rest_.size(), most});
    if (found < least) return false;
    rest_.remove_prefix(found);
    return true;
  }

  bool word(std::string_view expected) {
    if (!rest_.starts_with(expected)) return false;
    rest_.remove_prefix(expected.size());
    return true;
  }

  /// Matches ":" and a number below 60, any number of times.
  bool sixties() {
    bool any = false;
    while (rest_.size() > 1 && rest_[0] == ':' && is_digit(rest_[1])) {
      const bool two = rest_.size() > 2 && is_digit(rest_[2]) && rest_[1] < '6';
      rest_.remove_prefix(two ? 3 : 2);
      any = true;
    }
    return any;
  }

 private:
  static bool is_digit(char c) { return c >= '0' && c <= '9'; }

  std::string_view rest_;
};

bool is_bool(std::string_view text) {
  constexpr std::array kWords = {"yes"sv,  "Yes"sv,  "YES"sv,  "no"sv,    "No"sv,    "NO"sv,
                                 "true"sv, "True"sv, "TRUE"sv, "false"sv, "False"sv, "FALSE"sv,
                                 "on"sv,   "On"sv,   "ON"sv,   "off"sv,   "Off"sv,   "OFF"sv};
  return is_one_of(text, kWords);
}

bool is_null(std::string_view text) {
  constexpr std::array kWords = {""sv, "~"sv, "null"sv, "Null"sv, "NULL"sv};
  return is_one_of(text, kWords);
}

bool skip_exponent(Pattern& pattern) {
  if (!pattern.one_of("eE")) return true;
  return pattern.one_of("+-") && pattern.many(kDigits, 1);
}

bool is_special_float(std::string_view text) {
  constexpr std::array kNotNumbers = {".nan"sv, ".NaN"sv, ".NAN"sv};
  constexpr std::array kInfinities = {".inf"sv, ".Inf"sv, ".INF"sv};
  if (is_one_of(text, kNotNumbers)) return true;
  if (text.starts_with('+') || text.starts_with('-')) text.remove_prefix(1);
  return is_one_of(text, kInfinities);
}

/// Digits, a point, optional digits and exponent; or an unsigned point followed by digits.
bool is_decimal_float(std::string_view text) {
  Pattern pattern(text);
  if (pattern.one_of(".")) {
    return pattern.one_of(kDigits) && pattern.many(kDigitsAndUnderscore, 0) &&
           skip_exponent(pattern) && pattern.at_end();
  }
  pattern.one_of("+-");
  return pattern.one_of(kDigits) && pattern.many(kDigitsAndUnderscore, 0) && pattern.one_of(".") &&
         pattern.many(kDigitsAndUnderscore, 0) && skip_exponent(pattern) && pattern.at_end();
}

bool is_sexagesimal_float(std::string_view text) {
  Pattern pattern(text);
  pattern.one_of("+-");
  return pattern.one_of(kDigits) && pattern.many(kDigitsAndUnderscore, 0) && pattern.sixties() &&
         pattern.one_of(".") && pattern.many(kDigitsAndUnderscore, 0) && pattern.at_end();
}

bool is_integer(std::string_view text) {
  Pattern pattern(text);
  pattern.one_of("+-");
  if (pattern.word("0b")) return pattern.many("01_", 1) && pattern.at_end();
  if (pattern.word("0x")) return pattern.many("0123456789abcdefABCDEF_", 1) && pattern.at_end();
  if (pattern.word("0")) return pattern.many("01234567_", 0) && pattern.at_end();
  if (!pattern.one_of("123456789") || !pattern.many(kDigitsAndUnderscore, 0)) return false;
  pattern.sixties();
  return pattern.at_end();
}

bool skip_zone(Pattern& pattern) {
  pattern.many(" \t", 0);
  if (pattern.one_of("Z")) return true;
  if (!pattern.one_of("+-") || !pattern.many(kDigits, 1, 2)) return false;
  return !pattern.one_of(":") || pattern.many(kDigits, 2, 2);
}

/// A date with a two-digit month and day, or a date (with one or two digits) and a time.
bool is_timestamp(std::string_view text) {
  Pattern date(text);
  if (date.many(kDigits, 4, 4) && date.one_of("-") && date.many(kDigits, 2, 2) &&
      date.one_of("-") && date.many(kDigits, 2, 2) && date.at_end()) {
    return true;
  }
  Pattern time(text);
  if (!time.many(kDigits, 4, 4) || !time.one_of("-") || !time.many(kDigits, 1, 2) ||
      !time.one_of("-") || !time.many(kDigits, 1, 2)) {
    return false;
  }
  if (!time.one_of("Tt") && !time.many(" \t", 1)) return false;
  if (!time.many(kDigits, 1, 2) || !time.one_of(":") || !time.many(kDigits, 2, 2) ||
      !time.one_of(":") || !time.many(kDigits, 2, 2)) {
    return false;
  }
  if (time.one_of(".")) time.many(kDigits, 0);
  return time.at_end() || (skip_zone(time) && time.at_end());
}

}  // namespace

std::string resolve_yaml_tag(std::string_view text) {
  if (is_null(text)) return kYamlNullTag;
  if (is_bool(text)) return kYamlBoolTag;
  if (text == "<<") return kYamlMergeTag;
  if (text == "=") return kYamlValueTag;
  if (std::string_view("-+.0123456789").find(text.front()) == std::string_view::npos) {
    return kYamlTextTag;
  }
  if (is_decimal_float(text) || is_sexagesimal_float(text) || is_special_float(text)) {
    return kYamlFloatTag;
  }
  if (is_integer(text)) return kYamlIntegerTag;
  return is_timestamp(text) ? kYamlTimestampTag : kYamlTextTag;
}

}  // namespace chaos
