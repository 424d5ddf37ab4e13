#include "json/json_path_lexer.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "json/json_path.h"
#include "json/utf8.h"

namespace chaos::json_path {
namespace {

using Spelling = std::pair<std::string_view, TokenKind>;

// Longer signs come before their prefixes.
constexpr std::array kSigns = {
    Spelling{"..", TokenKind::kDescent},     Spelling{"!=", TokenKind::kNotEqual},
    Spelling{"<=", TokenKind::kLessEqual},   Spelling{">=", TokenKind::kGreaterEqual},
    Spelling{"$", TokenKind::kRoot},         Spelling{"@", TokenKind::kCurrent},
    Spelling{".", TokenKind::kDot},          Spelling{"*", TokenKind::kWildcard},
    Spelling{"=", TokenKind::kEqual},        Spelling{"<", TokenKind::kLess},
    Spelling{">", TokenKind::kGreater},      Spelling{"{", TokenKind::kBraceLeft},
    Spelling{"}", TokenKind::kBraceRight},   Spelling{"[", TokenKind::kBracketLeft},
    Spelling{"]", TokenKind::kBracketRight}, Spelling{"(", TokenKind::kParenLeft},
    Spelling{")", TokenKind::kParenRight},   Spelling{":", TokenKind::kColon},
    Spelling{",", TokenKind::kComma},        Spelling{"?", TokenKind::kQuestion},
};

constexpr std::array kWords = {
    Spelling{"and", TokenKind::kAnd},   Spelling{"or", TokenKind::kOr},
    Spelling{"not", TokenKind::kNot},   Spelling{"contains", TokenKind::kContains},
    Spelling{"true", TokenKind::kTrue}, Spelling{"false", TokenKind::kFalse},
    Spelling{"null", TokenKind::kNull},
};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_hex(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
bool starts_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

std::size_t count_digits(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::find_if_not(text, is_digit) - text.begin());
}

/// The length of the unsigned integer at the start of `text`; 0 if there is none. A leading zero is
/// a number: "01" is two numbers.
std::size_t integer_length(std::string_view text) {
  return text.starts_with('0') ? 1 : count_digits(text);
}

std::size_t exponent_length(std::string_view text) {
  if (!text.starts_with('e') && !text.starts_with('E')) return 0;
  const std::size_t sign = text.size() > 1 && (text[1] == '+' || text[1] == '-') ? 1 : 0;
  const std::size_t digits = integer_length(text.substr(1 + sign));
  return digits == 0 ? 0 : 1 + sign + digits;
}

std::size_t number_length(std::string_view text) {
  std::size_t length = text.starts_with('-') ? 1 : 0;
  const std::size_t whole = integer_length(text.substr(length));
  if (whole == 0) return 0;
  length += whole;
  if (text.substr(length).starts_with('.')) {
    const std::size_t fraction = count_digits(text.substr(length + 1));
    if (fraction > 0) length += 1 + fraction;
  }
  return length + exponent_length(text.substr(length));
}

/// The length of the escape sequence that `text` starts with; 0 if it does not start with one.
std::size_t escape_length(std::string_view text) {
  if (text.size() < 2) return 0;
  if (std::string_view("\"\\/bfnrt").find(text[1]) != std::string_view::npos) return 2;
  const std::string_view digits = text.substr(2, 4);
  return text[1] == 'u' && digits.size() == 4 && std::ranges::all_of(digits, is_hex) ? 6 : 0;
}

/// The length of the quoted string that `text` starts with; 0 if it does not start with one.
std::size_t quoted_length(std::string_view text) {
  std::size_t length = 1;
  while (length < text.size() && text[length] != '"') {
    const char c = text[length];
    const bool is_control = c >= '\0' && c < ' ';
    const std::size_t step = c == '\\' ? escape_length(text.substr(length)) : 1;
    if (is_control || step == 0) return 0;
    length += step;
  }
  return length < text.size() ? length + 1 : 0;
}

Token take(TokenKind kind, std::string_view path, std::size_t offset, std::size_t length) {
  return {kind, path.substr(offset, length), offset};
}

[[noreturn]] void refuse(std::string_view path, std::size_t offset) {
  const std::string_view found = path.substr(offset, decode_utf8(path, offset).length);
  throw JsonPathSyntaxError(
      found == "\"" ? fmt::format("the string starting at character {} is not closed", offset + 1)
                    : fmt::format("unexpected {} at character {}", found, offset + 1));
}

Token next_token(std::string_view path, std::size_t offset) {
  const std::string_view rest = path.substr(offset);
  if (starts_name(rest[0])) {
    const auto end =
        std::ranges::find_if_not(rest, [](char c) { return starts_name(c) || is_digit(c); });
    const auto length = static_cast<std::size_t>(end - rest.begin());
    const auto* word = std::ranges::find(kWords, rest.substr(0, length), &Spelling::first);
    const TokenKind kind = word == kWords.end() ? TokenKind::kName : word->second;
    return take(kind, path, offset, length);
  }
  if (rest[0] == '"') {
    const std::size_t length = quoted_length(rest);
    if (length == 0) refuse(path, offset);
    return take(TokenKind::kText, path, offset, length);
  }
  if (const std::size_t length = number_length(rest); length > 0) {
    return take(TokenKind::kNumber, path, offset, length);
  }
  for (const auto& [sign, kind] : kSigns) {
    if (rest.starts_with(sign)) return take(kind, path, offset, sign.size());
  }
  refuse(path, offset);
}

}  // namespace

std::vector<Token> tokenize(std::string_view path) {
  std::vector<Token> tokens;
  std::size_t offset = 0;
  while (offset < path.size()) {
    if (is_space(path[offset])) {
      ++offset;
      continue;
    }
    tokens.push_back(next_token(path, offset));
    offset += tokens.back().text.size();
  }
  tokens.push_back(take(TokenKind::kEnd, path, offset, 0));
  return tokens;
}

}  // namespace chaos::json_path
