// The part of the scanner that steps over scalars: block, quoted and plain ones.

#include <fmt/format.h>

#include <algorithm>

#include "document/yaml_scanner.h"

namespace chaos {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_hex_digit(char c) {
  const char lower = static_cast<char>(c | 0x20);
  return is_digit(c) || (lower >= 'a' && lower <= 'f');
}

/// The number of hexadecimal digits after this letter of an escape; 0 if it is another letter.
std::size_t escape_digits(char letter) {
  return letter == 'x' ? 2 : letter == 'u' ? 4 : letter == 'U' ? 8 : 0;
}

}  // namespace

void YamlScanner::scan_block_scalar() {
  simple_key_allowed_ = true;
  drop_simple_key();
  const std::size_t start = offset_;
  advance();
  const int increment = scan_block_scalar_header(start);
  scan_rest_of_line("while scanning a block scalar", start);
  const int least = std::max(indent_ + 1, 1);
  int indent = least + increment - 1;
  if (increment == 0) indent = std::max(least, scan_block_scalar_indent());
  skip_block_scalar_breaks(indent);
  YamlToken scalar{YamlTokenKind::kScalar, start, offset_, false};
  while (column() == indent && at() != '\0') {
    scalar.is_flush = at() != ' ' && at() != '\t';
    skip_to_line_end();
    if (at() == '\n') break_line();
    scalar.end = offset_;
    skip_block_scalar_breaks(indent);
  }
  tokens_.push_back(scalar);
}

/// The chomping and indentation indicators, in either order. Returns the indentation; 0 for none.
int YamlScanner::scan_block_scalar_header(std::size_t start) {
  constexpr std::string_view kContext = "while scanning a block scalar";
  int increment = 0;
  bool chomping = false;
  for (;;) {
    const char c = at();
    if (!chomping && (c == '+' || c == '-')) {
      chomping = true;
    } else if (increment == 0 && is_digit(c)) {
      if (c == '0') {
        source_.fail(kContext, start,
                     "expected indentation indicator in the range 1-9, but found 0", offset_);
      }
      increment = c - '0';
    } else {
      break;
    }
    advance();
  }
  if (at() != '\0' && at() != ' ' && at() != '\n') {
    source_.fail(kContext, start,
                 fmt::format("expected chomping or indentation indicators, but found {}",
                             source_.quoted_char(offset_)),
                 offset_);
  }
  return increment;
}

/// Determines the indentation of a block scalar: that of its first line, or of a longer blank line
/// before it.
int YamlScanner::scan_block_scalar_indent() {
  int deepest = 0;
  while (at() == ' ' || at() == '\n') {
    if (at() == '\n') {
      break_line();
    } else {
      advance();
      deepest = std::max(deepest, column());
    }
  }
  return deepest;
}

void YamlScanner::skip_block_scalar_breaks(int indent) {
  for (;;) {
    while (column() < indent && at() == ' ')
      advance();
    if (at() != '\n') return;
    break_line();
  }
}

void YamlScanner::scan_quoted() {
  const std::size_t start = offset_;
  const char quote = at();
  advance();
  scan_quoted_text(quote, start);
  while (at() != quote) {
    scan_quoted_spaces(start);
    scan_quoted_text(quote, start);
  }
  advance();
}

void YamlScanner::scan_quoted_text(char quote, std::size_t start) {
  for (;;) {
    while (!blank_at(0) && at() != quote && at() != '\\')
      advance();
    if (quote == '\'' && at() == '\'' && at(1) == '\'') {
      advance(2);
    } else if (quote == '\'' && at() == '\\') {
      advance();
    } else if (quote == '"' && at() == '\\') {
      scan_quoted_escape(start);
    } else {
      return;
    }
  }
}

void YamlScanner::scan_quoted_escape(std::size_t start) {
  constexpr std::string_view kContext = "while scanning a double-quoted scalar";
  constexpr std::string_view kLetters = "0abt\tnvfre \"\\/N_LP";
  advance();
  const char letter = at();
  if (letter == '\n') {
    break_line();
    return scan_quoted_breaks(start);
  }
  const std::size_t digits = escape_digits(letter);
  if (digits == 0 && (letter == '\0' || kLetters.find(letter) == std::string_view::npos)) {
    source_.fail(kContext, start,
                 fmt::format("found unknown escape character {}", source_.quoted_char(offset_)),
                 offset_);
  }
  advance();
  for (std::size_t i = 0; i < digits; ++i) {
    if (is_hex_digit(at(i))) continue;
    source_.fail(kContext, start,
                 fmt::format("expected escape sequence of {} hexadecimal numbers, but found {}",
                             digits, source_.quoted_char(offset_ + i)),
                 offset_);
  }
  advance(digits);
}

void YamlScanner::scan_quoted_spaces(std::size_t start) {
  while (at() == ' ' || at() == '\t')
    advance();
  if (at() == '\0') {
    source_.fail("while scanning a quoted scalar", start, "found unexpected end of stream",
                 offset_);
  }
  if (at() != '\n') return;
  break_line();
  scan_quoted_breaks(start);
}

void YamlScanner::scan_quoted_breaks(std::size_t start) {
  for (;;) {
    if (at_document_marker("---") || at_document_marker("...")) {
      source_.fail("while scanning a quoted scalar", start, "found unexpected document separator",
                   offset_);
    }
    while (at() == ' ' || at() == '\t')
      advance();
    if (at() != '\n') return;
    break_line();
  }
}

/// A plain scalar spans lines as long as they are indented enough. Trailing spaces are not part of
/// it.
void YamlScanner::scan_plain() {
  const int least = indent_ + 1;
  while (at() != '#' && skip_plain_word()) {
    simple_key_allowed_ = false;
    if (!skip_plain_spaces() || at() == '#' || (!in_flow() && column() < least)) return;
  }
}

/// Skips the text up to a space or an indicator that ends it. Returns whether there was any.
bool YamlScanner::skip_plain_word() {
  const std::size_t start = offset_;
  while (!blank_at(0)) {
    const char c = at();
    if (in_flow() && std::string_view(",?[]{}").find(c) != std::string_view::npos) break;
    if (c == ':') {
      if (blank_at(1)) break;
      if (in_flow() && std::string_view(",[]{}").find(at(1)) != std::string_view::npos) break;
    }
    advance();
  }
  return offset_ > start;
}

/// Skips the space after a word. Returns whether the scalar may continue after it.
bool YamlScanner::skip_plain_spaces() {
  const std::size_t start = offset_;
  skip_spaces();
  if (at() != '\n') return offset_ > start;
  break_line();
  simple_key_allowed_ = true;
  for (;;) {
    if (at_document_marker("---") || at_document_marker("...")) return false;
    skip_spaces();
    if (at() != '\n') return true;
    break_line();
  }
}

}  // namespace chaos
