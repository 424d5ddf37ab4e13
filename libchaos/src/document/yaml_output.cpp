#include "document/yaml_output.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "document/yaml_text_style.h"
#include "json/utf8.h"

namespace chaos {
namespace {

/// Whether there is a single space at `i`; only such a space may become a line break.
bool is_lone_space(std::string_view text, std::size_t i) {
  const bool first = i == 0 || text[i - 1] != ' ';
  const bool last = i + 1 == text.size() || text[i + 1] != ' ';
  return text[i] == ' ' && first && last;
}

}  // namespace

void YamlOutput::append(std::string_view text) {
  out_ += text;
  column_ += count_code_points(text);
}

void YamlOutput::break_line(std::size_t indent) {
  out_ += '\n';
  out_.append(indent, ' ');
  column_ = indent;
}

void YamlOutput::pad(std::size_t indent) {
  if (column_ < indent) append(std::string(indent - column_, ' '));
}

bool YamlOutput::write_text(std::string_view text, std::size_t indent, bool foldable) {
  switch (yaml_text_style(text, ascii_)) {
    case YamlTextStyle::kPlain:
      write_plain(text, indent, foldable);
      return true;
    case YamlTextStyle::kSingleQuoted:
      write_single_quoted(text, indent, foldable);
      return false;
    case YamlTextStyle::kDoubleQuoted:
      write_double_quoted(text, indent, foldable);
      return false;
  }
  return false;
}

void YamlOutput::write_plain(std::string_view text, std::size_t indent, bool foldable) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (foldable && is_lone_space(text, i) && is_too_wide()) {
      break_line(indent);
      continue;
    }
    const std::size_t end = std::min(text.find(' ', i + 1), text.size());
    append(text.substr(i, end - i));
    i = end - 1;
  }
}

void YamlOutput::write_single_quoted(std::string_view text, std::size_t indent, bool foldable) {
  append("'");
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n') {
      const std::size_t end = std::min(text.find_first_not_of('\n', i), text.size());
      // Readers drop the first of several line breaks, and turn a single one into a space.
      out_.append(end - i, '\n');
      break_line(indent);
      i = end - 1;
    } else if (text[i] == '\'') {
      append("''");
    } else if (foldable && i > 0 && i + 1 < text.size() && is_lone_space(text, i) &&
               is_too_wide()) {
      break_line(indent);
    } else {
      const std::size_t end = std::min(text.find_first_of(" \n'", i + 1), text.size());
      append(text.substr(i, end - i));
      i = end - 1;
    }
  }
  append("'");
}

/// A line may be broken at a space, and next to an escape.
void YamlOutput::write_double_quoted(std::string_view text, std::size_t indent, bool foldable) {
  append("\"");
  bool after_escape = false;
  for (std::size_t offset = 0; offset < text.size();) {
    const DecodedChar decoded = decode_utf8(text, offset);
    const char32_t c = decoded.code_point;
    const std::size_t end = offset + decoded.length;
    const bool escaped = c == '"' || c == '\\' || is_escaped_in_yaml(c, ascii_);
    const bool may_break =
        foldable && 0 < offset && end < text.size() && (c == ' ' || escaped || after_escape);
    if (escaped) write_escape(c);
    if (may_break && is_too_wide(escaped ? 1 : 0)) {
      append("\\");
      break_line(indent);
      if (text[escaped ? end : offset] == ' ')
        append("\\");  // or the space would be read as indentation
    }
    if (!escaped) append(text.substr(offset, decoded.length));
    after_escape = escaped;
    offset = end;
  }
  append("\"");
}

void YamlOutput::write_escape(char32_t c) {
  constexpr std::array<std::pair<char32_t, char>, 15> kLetters{{{0, '0'},
                                                                {'\a', 'a'},
                                                                {'\b', 'b'},
                                                                {'\t', 't'},
                                                                {'\n', 'n'},
                                                                {'\v', 'v'},
                                                                {'\f', 'f'},
                                                                {'\r', 'r'},
                                                                {0x1B, 'e'},
                                                                {'"', '"'},
                                                                {'\\', '\\'},
                                                                {0x85, 'N'},
                                                                {0xA0, '_'},
                                                                {0x2028, 'L'},
                                                                {0x2029, 'P'}}};
  const auto letter = std::ranges::find(kLetters, c, &std::pair<char32_t, char>::first);
  const auto code = static_cast<std::uint32_t>(c);
  if (letter != kLetters.end()) {
    append(fmt::format("\\{}", letter->second));
  } else if (code <= 0xFF) {
    append(fmt::format("\\x{:02X}", code));
  } else if (code <= 0xFFFF) {
    append(fmt::format("\\u{:04X}", code));
  } else {
    append(fmt::format("\\U{:08X}", code));
  }
}

}  // namespace chaos
