#pragma once

#include <optional>
#include <string_view>

#include "tolerance/regex_tokenizer.h"

/// Escapes for a single character. `escape` is the current token, a backslash and a character;
/// longer escapes are read to their end. All throw PythonRegexError.
namespace chaos {

/// Escapes without digits, which mean the same inside and outside sets, where "\b" is a backspace.
/// Nothing if a digit follows the backslash.
std::optional<char32_t> read_character_escape(std::string_view escape, RegexTokenizer& tokenizer);

/// "\12" between brackets, where digits are always octal.
char32_t read_set_digits(std::string_view escape, RegexTokenizer& tokenizer);

/// "\012" or "\12" outside brackets: a character, or the number of a group.
struct DigitEscape {
  bool is_group = false;
  char32_t value = 0;
};
DigitEscape read_digits(std::string_view escape, RegexTokenizer& tokenizer);

/// The error for an unknown escape.
[[noreturn]] void refuse_escape(std::string_view escape);

}  // namespace chaos
