#include "document/source_mistake.h"

#include <algorithm>

#include "json/utf8.h"

namespace chaos {

std::string without_places(const std::string& message) {
  if (!message.starts_with("Failed parsing ")) return message;
  std::string text;
  // PyYAML puts places and quoted lines on lines of their own, which start with blanks.
  for (std::size_t begin = 0; begin < message.size();) {
    const std::size_t end = std::min(message.find('\n', begin), message.size());
    const std::string line = message.substr(begin, end - begin);
    begin = end + 1;
    if (line.starts_with("  ")) continue;
    text += (text.empty() ? "" : ": ") + line;
  }
  const std::size_t place = text.rfind(": line ");
  const bool is_json = place != std::string::npos && text.ends_with(')');
  return is_json ? text.substr(0, place) : text;
}

std::size_t offset_of(std::string_view text, const Position& position) {
  std::size_t offset = 0;
  for (std::size_t line = 1; line < position.line; ++line) {
    const std::size_t newline = text.find('\n', offset);
    if (newline == std::string_view::npos) return text.size();
    offset = newline + 1;
  }
  for (std::size_t column = 1; column < position.column && offset < text.size(); ++column)
    offset += decode_utf8(text, offset).length;
  return std::min(offset, text.size());
}

bool is_lookalike_space(char32_t character) {
  return character == 0xA0 || (character >= 0x2000 && character <= 0x200B) || character == 0x202F ||
         character == 0x205F || character == 0x3000 || character == 0xFEFF;
}

}  // namespace chaos
