#include "tolerance/regex_characters.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace chaos {
namespace {

// Python treats U+001C to U+001F as white space, but not U+180E; PCRE2 does the opposite.
constexpr std::string_view kSpaces =
    R"(\x{9}-\x{d}\x{1c}-\x{20}\x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f})"
    R"(\x{205f}\x{3000})";
constexpr std::string_view kNoSpaces =
    R"(\x{0}-\x{8}\x{e}-\x{1b}\x{21}-\x{84}\x{86}-\x{9f}\x{a1}-\x{167f}\x{1681}-\x{1fff})"
    R"(\x{200b}-\x{2027}\x{202a}-\x{202e}\x{2030}-\x{205e}\x{2060}-\x{2fff}\x{3001}-\x{10ffff})";
constexpr std::string_view kAsciiSpaces = R"(\x{9}-\x{d}\x{20})";
constexpr std::string_view kNoAsciiSpaces = R"(\x{0}-\x{8}\x{e}-\x{1f}\x{21}-\x{10ffff})";
constexpr std::string_view kAsciiDigits = "0-9";
constexpr std::string_view kNoAsciiDigits = R"(\x{0}-\x{2f}\x{3a}-\x{10ffff})";
constexpr std::string_view kAsciiWord = "0-9A-Z_a-z";
constexpr std::string_view kNoAsciiWord =
    R"(\x{0}-\x{2f}\x{3a}-\x{40}\x{5b}-\x{5e}\x{60}\x{7b}-\x{10ffff})";

std::string character(char32_t c) {
  const bool is_plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  if (is_plain) return {static_cast<char>(c)};
  return fmt::format("\\x{{{:x}}}", static_cast<std::uint32_t>(c));
}

std::string range(char32_t first, char32_t last) {
  return first == last ? character(first) : character(first) + "-" + character(last);
}

/// The part of the range that is in [low, high], shifted by `distance`.
std::string other_case(char32_t first, char32_t last, char32_t low, char32_t high, int distance) {
  first = std::max(first, low);
  last = std::min(last, high);
  if (first > last) return "";
  const auto moved = [distance](char32_t c) {
    return static_cast<char32_t>(static_cast<int>(c) + distance);
  };
  return range(moved(first), moved(last));
}

/// The characters of a category, either in ASCII or where Python and PCRE2 differ.
std::string_view set_of(char category, bool ascii) {
  switch (category) {
    case 'd':
      return kAsciiDigits;
    case 'D':
      return kNoAsciiDigits;
    case 'w':
      return kAsciiWord;
    case 'W':
      return kNoAsciiWord;
    case 's':
      return ascii ? kAsciiSpaces : kSpaces;
    default:
      return ascii ? kNoAsciiSpaces : kNoSpaces;
  }
}

}  // namespace

std::string regex_literal(char32_t c, RegexCase flags) {
  if (!flags.written_out()) return character(c);
  const std::string both = regex_range(c, c, flags);
  return both == character(c) ? both : "[" + both + "]";
}

std::string regex_category(char category, bool in_set, RegexCase flags) {
  const bool is_space = category == 's' || category == 'S';
  if (!flags.ascii && !is_space) return {'\\', category};
  const std::string set(set_of(category, flags.ascii));
  return in_set ? set : "[" + set + "]";
}

std::string regex_range(char32_t first, char32_t last, RegexCase flags) {
  std::string result = range(first, last);
  if (flags.written_out()) {
    result += other_case(first, last, U'A', U'Z', 'a' - 'A');
    result += other_case(first, last, U'a', U'z', 'A' - 'a');
  }
  return result;
}

std::string regex_boundary(bool negated, RegexCase flags) {
  std::string boundary = negated ? "\\B" : "\\b";
  if (flags.ascii) {
    const std::string word = regex_category('w', false, flags);
    boundary = negated ? fmt::format("(?:(?<={0})(?={0})|(?<!{0})(?!{0}))", word)
                       : fmt::format("(?:(?<={0})(?!{0})|(?<!{0})(?={0}))", word);
  }
  // In Python, an empty string does not even have a non-boundary.
  return negated ? fmt::format("(?:(?!\\A\\z){})", boundary) : boundary;
}

}  // namespace chaos
