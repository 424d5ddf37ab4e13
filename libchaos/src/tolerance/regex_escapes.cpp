#include "tolerance/regex_escapes.h"

#include <fmt/format.h>

#include <charconv>
#include <string>

#include "chaos/json.h"
#include "json/utf8.h"
#include "tolerance/python_regex.h"

namespace chaos {
namespace {

constexpr std::string_view kHexDigits = "0123456789abcdefABCDEF";
constexpr std::string_view kOctalDigits = "01234567";
constexpr std::string_view kDigits = "0123456789";
constexpr char32_t kMaxCodePoint = 0x10ffff;

char32_t number(std::string_view digits, int base) {
  std::uint32_t value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
  return value;
}

char32_t read_hex(std::string_view escape, std::size_t digits, RegexTokenizer& tokenizer) {
  const std::string text = tokenizer.take_while(digits, kHexDigits);
  if (text.size() != digits) {
    throw PythonRegexError(fmt::format("incomplete escape {}{}", escape, text));
  }
  const char32_t value = number(text, 16);
  if (value > kMaxCodePoint) refuse_escape(std::string(escape) + text);
  return value;
}

[[noreturn]] void refuse_named_character(RegexTokenizer& tokenizer) {
  if (!tokenizer.take_if("{")) throw PythonRegexError("missing {");
  const std::string name = tokenizer.take_until("}", "character name");
  throw PythonRegexError(fmt::format("undefined character name {}", python_repr(name)));
}

char32_t checked_octal(const std::string& escape) {
  const char32_t value = number(std::string_view(escape).substr(1), 8);
  if (value <= 0377) return value;
  throw PythonRegexError(fmt::format("octal escape value {} outside of range 0-0o377", escape));
}

}  // namespace

void refuse_escape(std::string_view escape) {
  throw PythonRegexError(fmt::format("bad escape {}", escape));
}

std::optional<char32_t> read_character_escape(std::string_view escape, RegexTokenizer& tokenizer) {
  constexpr std::string_view kControls = "abfnrtv";
  constexpr std::string_view kValues = "\a\b\f\n\r\t\v";
  const char c = escape[1];
  if (const std::size_t place = kControls.find(c); place != std::string_view::npos) {
    return static_cast<char32_t>(kValues[place]);
  }
  if (c == 'x') return read_hex(escape, 2, tokenizer);
  if (c == 'u') return read_hex(escape, 4, tokenizer);
  if (c == 'U') return read_hex(escape, 8, tokenizer);
  if (c == 'N') refuse_named_character(tokenizer);
  if (kDigits.find(c) != std::string_view::npos) return std::nullopt;
  if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) refuse_escape(escape);
  return decode_utf8(escape, 1).code_point;
}

char32_t read_set_digits(std::string_view escape, RegexTokenizer& tokenizer) {
  if (!is_one_of(escape.substr(1), kOctalDigits)) refuse_escape(escape);
  return checked_octal(std::string(escape) + tokenizer.take_while(2, kOctalDigits));
}

DigitEscape read_digits(std::string_view escape, RegexTokenizer& tokenizer) {
  std::string text(escape);
  if (text[1] == '0') {
    text += tokenizer.take_while(2, kOctalDigits);
    return {.is_group = false, .value = number(std::string_view(text).substr(1), 8)};
  }
  text += tokenizer.take_while(1, kDigits);
  const bool is_octal =
      text.size() == 3 && text.find_first_not_of(kOctalDigits, 1) == std::string::npos;
  if (is_octal && is_one_of(tokenizer.next(), kOctalDigits)) {
    text += tokenizer.take();
    return {.is_group = false, .value = checked_octal(text)};
  }
  return {.is_group = true, .value = number(std::string_view(text).substr(1), 10)};
}

}  // namespace chaos
