// The part of the scanner that steps over anchors, aliases, tags and directives.

#include <fmt/format.h>

#include "document/yaml_scanner.h"
#include "json/utf8.h"

namespace chaos {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_word_char(char c) {
  const char lower = static_cast<char>(c | 0x20);
  return is_digit(c) || (lower >= 'a' && lower <= 'z') || c == '-' || c == '_';
}

bool is_hex_digit(char c) {
  const char lower = static_cast<char>(c | 0x20);
  return is_digit(c) || (lower >= 'a' && lower <= 'f');
}

bool is_tag_char(char c) {
  constexpr std::string_view kOthers = ";/?:@&=+$,.!~*'()[]%";
  return is_word_char(c) || (c != '\0' && kOthers.find(c) != std::string_view::npos);
}

}  // namespace

void YamlScanner::scan_directive() {
  const std::size_t start = offset_;
  advance();
  const std::size_t name_start = offset_;
  scan_directive_name(start);
  const auto name = std::string_view(source_.text()).substr(name_start, offset_ - name_start);
  if (name == "YAML") {
    scan_version(start);
  } else if (name == "TAG") {
    scan_tag_directive(start);
  } else {
    skip_to_line_end();
  }
  const std::size_t end = offset_;
  scan_rest_of_line("while scanning a directive", start);
  tokens_.push_back({YamlTokenKind::kDirective, start, end, false});
}

void YamlScanner::scan_directive_name(std::size_t start) {
  const std::size_t name = offset_;
  while (is_word_char(at()))
    advance();
  if (offset_ > name && (at() == '\0' || at() == ' ' || at() == '\n')) return;
  source_.fail("while scanning a directive", start,
               fmt::format("expected alphabetic or numeric character, but found {}",
                           source_.quoted_char(offset_)),
               offset_);
}

void YamlScanner::scan_version(std::size_t start) {
  const auto fail = [&](const char* wanted) {
    source_.fail("while scanning a directive", start,
                 fmt::format("expected {}, but found {}", wanted, source_.quoted_char(offset_)),
                 offset_);
  };
  skip_spaces();
  if (!is_digit(at())) fail("a digit");
  while (is_digit(at()))
    advance();
  if (at() != '.') fail("a digit or '.'");
  advance();
  if (!is_digit(at())) fail("a digit");
  while (is_digit(at()))
    advance();
  if (at() != '\0' && at() != ' ' && at() != '\n') fail("a digit or ' '");
}

void YamlScanner::scan_tag_directive(std::size_t start) {
  const auto fail = [&] {
    source_.fail("while scanning a directive", start,
                 fmt::format("expected ' ', but found {}", source_.quoted_char(offset_)), offset_);
  };
  skip_spaces();
  scan_tag_handle("directive", start);
  if (at() != ' ') fail();
  skip_spaces();
  scan_tag_uri("directive", start);
  if (at() != '\0' && at() != ' ' && at() != '\n') fail();
}

void YamlScanner::scan_rest_of_line(std::string_view context, std::size_t start) {
  skip_spaces();
  if (at() == '#') skip_to_line_end();
  if (at() == '\n') return break_line();
  if (at() == '\0') return;
  source_.fail(
      context, start,
      fmt::format("expected a comment or a line break, but found {}", source_.quoted_char(offset_)),
      offset_);
}

void YamlScanner::scan_anchor() {
  constexpr std::string_view kMayFollow = "?:,]}%@`";
  const std::size_t start = offset_;
  const std::string_view context =
      at() == '*' ? "while scanning an alias" : "while scanning an anchor";
  advance();
  const std::size_t name = offset_;
  while (is_word_char(at()))
    advance();
  const bool ends = blank_at(0) || kMayFollow.find(at()) != std::string_view::npos;
  if (offset_ > name && ends) return;
  source_.fail(context, start,
               fmt::format("expected alphabetic or numeric character, but found {}",
                           source_.quoted_char(offset_)),
               offset_);
}

void YamlScanner::scan_tag() {
  const std::size_t start = offset_;
  if (at(1) == '<') {
    advance(2);
    scan_tag_uri("tag", start);
    if (at() != '>') {
      source_.fail("while parsing a tag", start,
                   fmt::format("expected '>', but found {}", source_.quoted_char(offset_)),
                   offset_);
    }
    advance();
  } else if (blank_at(1)) {
    advance();
  } else {
    std::size_t second = 1;
    while (at(second) != '!' && at(second) != '\0' && at(second) != ' ' && at(second) != '\n') {
      ++second;
    }
    if (at(second) == '!') {
      scan_tag_handle("tag", start);
    } else {
      advance();
    }
    scan_tag_uri("tag", start);
  }
  if (at() == '\0' || at() == ' ' || at() == '\n') return;
  source_.fail("while scanning a tag", start,
               fmt::format("expected ' ', but found {}", source_.quoted_char(offset_)), offset_);
}

void YamlScanner::scan_tag_handle(std::string_view name, std::size_t start) {
  const auto fail = [&] {
    source_.fail(fmt::format("while scanning a {}", name), start,
                 fmt::format("expected '!', but found {}", source_.quoted_char(offset_)), offset_);
  };
  if (at() != '!') fail();
  advance();
  if (at() == ' ') return;
  while (is_word_char(at()))
    advance();
  if (at() != '!') fail();
  advance();
}

void YamlScanner::scan_tag_uri(std::string_view name, std::size_t start) {
  const std::size_t uri = offset_;
  while (is_tag_char(at())) {
    if (at() == '%') {
      scan_tag_escape(name, start);
    } else {
      advance();
    }
  }
  if (offset_ > uri) return;
  source_.fail(fmt::format("while parsing a {}", name), start,
               fmt::format("expected URI, but found {}", source_.quoted_char(offset_)), offset_);
}

void YamlScanner::scan_tag_escape(std::string_view name, std::size_t start) {
  const std::string context = fmt::format("while scanning a {}", name);
  const std::size_t first = offset_;
  std::string bytes;
  while (at() == '%') {
    advance();
    for (std::size_t i = 0; i < 2; ++i) {
      if (is_hex_digit(at(i))) continue;
      source_.fail(
          context, start,
          fmt::format("expected URI escape sequence of 2 hexadecimal numbers, but found {}",
                      source_.quoted_char(offset_ + i)),
          offset_);
    }
    bytes += static_cast<char>(std::stoi(source_.text().substr(offset_, 2), nullptr, 16));
    advance(2);
  }
  const std::size_t invalid = find_invalid_utf8(bytes);
  if (invalid != std::string::npos) {
    source_.fail(context, start, describe_invalid_utf8(bytes, invalid), first);
  }
}

}  // namespace chaos
