#include "json/json_scanner.h"

#include <fmt/format.h>

#include <algorithm>

#include "json/json_reader.h"
#include "json/utf8.h"

namespace chaos {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_high_surrogate(char32_t unit) {
  return unit >= 0xD800 && unit <= 0xDBFF;
}
bool is_low_surrogate(char32_t unit) {
  return unit >= 0xDC00 && unit <= 0xDFFF;
}

/// The character of a one-letter escape, or '\0'.
char simple_escape(char letter) {
  switch (letter) {
    case '"':
    case '\\':
    case '/':
      return letter;
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return '\0';
  }
}

}  // namespace

Position position_of(std::string_view before) {
  Position position;
  position.line = static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n')) + 1;
  const std::size_t line_end = before.rfind('\n');
  if (line_end != std::string_view::npos) before.remove_prefix(line_end + 1);
  position.column = count_code_points(before) + 1;
  return position;
}

void JsonScanner::fail(std::string_view message, std::size_t offset) const {
  const std::string_view before = text_.substr(0, offset);
  const Position position = position_of(before);
  throw JsonSyntaxError(fmt::format("{}: line {} column {} (char {})", message, position.line,
                                    position.column, count_code_points(before)),
                        position);
}

void JsonScanner::skip_space() {
  while (!at_end()) {
    const char c = text_[offset_];
    if (c != ' ' && c != '\n' && c != '\t' && c != '\r') return;
    ++offset_;
  }
}

bool JsonScanner::accept(char expected) {
  if (at_end() || text_[offset_] != expected) return false;
  ++offset_;
  return true;
}

bool JsonScanner::accept(std::string_view expected) {
  if (!text_.substr(offset_).starts_with(expected)) return false;
  offset_ += expected.size();
  return true;
}

void JsonScanner::expect_after_space(char expected, const char* message) {
  skip_space();
  if (!accept(expected)) fail(message, offset_);
}

std::string JsonScanner::read_string() {
  const std::size_t opening = offset_++;
  std::string out;
  for (;;) {
    const std::size_t start = offset_;
    while (!at_end() && text_[offset_] != '"' && text_[offset_] != '\\') {
      if (static_cast<unsigned char>(text_[offset_]) < 0x20) {
        fail("Invalid control character at", offset_);
      }
      ++offset_;
    }
    if (at_end()) fail("Unterminated string starting at", opening);
    out += text_.substr(start, offset_ - start);
    if (text_[offset_++] == '"') return out;
    read_escape(out, opening);
  }
}

void JsonScanner::read_escape(std::string& out, std::size_t opening) {
  if (at_end()) fail("Unterminated string starting at", opening);
  if (text_[offset_] == 'u') {
    append_utf8(out, read_unicode_escape());
    return;
  }
  const char character = simple_escape(text_[offset_]);
  if (character == '\0') fail("Invalid \\escape", offset_ - 1);
  out += character;
  ++offset_;
}

char32_t JsonScanner::read_unicode_escape() {
  constexpr std::size_t kDigits = 4;
  char32_t unit = 0;
  if (!read_hex(offset_ + 1, unit)) fail("Invalid \\uXXXX escape", offset_);
  offset_ += 1 + kDigits;
  if (is_low_surrogate(unit)) return kReplacement;
  if (!is_high_surrogate(unit)) return unit;
  if (!text_.substr(offset_).starts_with("\\u")) return kReplacement;
  char32_t low = 0;
  if (!read_hex(offset_ + 2, low)) fail("Invalid \\uXXXX escape", offset_ + 1);
  if (!is_low_surrogate(low)) return kReplacement;
  offset_ += 2 + kDigits;
  return 0x10000 + ((unit - 0xD800) << 10U) + (low - 0xDC00);
}

/// Four hexadecimal digits at `offset`, which must not be the last ones of the text.
bool JsonScanner::read_hex(std::size_t offset, char32_t& unit) const {
  constexpr std::size_t kDigits = 4;
  if (offset + kDigits >= text_.size()) return false;
  unit = 0;
  for (const char c : text_.substr(offset, kDigits)) {
    const char lower = static_cast<char>(c | 0x20);
    if (!is_digit(c) && (lower < 'a' || lower > 'f')) return false;
    const int digit = is_digit(c) ? c - '0' : lower - 'a' + 10;
    unit = unit * 16 + static_cast<char32_t>(digit);
  }
  return true;
}

JsonScanner::Number JsonScanner::read_number() {
  const auto digits_from = [&](std::size_t from) {
    while (from < text_.size() && is_digit(text_[from]))
      ++from;
    return from;
  };
  const auto at = [&](std::size_t offset) { return offset < text_.size() ? text_[offset] : '\0'; };
  std::size_t end = at(offset_) == '-' ? offset_ + 1 : offset_;
  if (!is_digit(at(end))) return {};
  end = at(end) == '0' ? end + 1 : digits_from(end);
  bool is_float = false;
  if (at(end) == '.' && is_digit(at(end + 1))) {
    end = digits_from(end + 1);
    is_float = true;
  }
  if (at(end) == 'e' || at(end) == 'E') {
    const std::size_t exponent = at(end + 1) == '-' || at(end + 1) == '+' ? end + 2 : end + 1;
    if (is_digit(at(exponent))) {
      end = digits_from(exponent);
      is_float = true;
    }
  }
  const Number number{text_.substr(offset_, end - offset_), is_float};
  offset_ = end;
  return number;
}

}  // namespace chaos
