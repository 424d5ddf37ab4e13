#include "document/document.h"

#include <fmt/format.h>

#include "document/yaml_reader.h"
#include "json/json_reader.h"

namespace chaos {
namespace {

constexpr std::size_t kLongestExcerpt = 160;

std::string_view line_of(std::string_view text, std::size_t line) {
  for (std::size_t i = 1; i < line; ++i) {
    const auto newline = text.find('\n');
    if (newline == std::string_view::npos) return {};
    text.remove_prefix(newline + 1);
  }
  const auto newline = text.find('\n');
  text = text.substr(0, newline);
  if (text.ends_with('\r')) text.remove_suffix(1);
  return text;
}

bool starts_character(char byte) {
  return (static_cast<unsigned char>(byte) & 0xc0) != 0x80;
}

/// White space as wide as the first `columns` characters of `line`.
std::string padding(std::string_view line, std::size_t columns) {
  std::string pad;
  for (const char byte : line) {
    if (!starts_character(byte)) continue;
    if (columns-- == 0) break;
    pad += byte == '\t' ? '\t' : ' ';
  }
  return pad;
}

}  // namespace

Position Document::locate(const Diagnostic& diagnostic) const {
  JsonPointer pointer(diagnostic.pointer);
  bool at_key = diagnostic.at_key;
  while (true) {
    Position position = format == Format::kJson ? locate_in_json(text, pointer, at_key)
                                                : locate_in_yaml(text, pointer, at_key);
    position.file = name;
    if (position.line != 0 || pointer.empty()) return position;
    pointer.pop_back();
    at_key = false;
  }
}

std::string excerpt(std::string_view text, const Position& position) {
  if (position.line == 0 || position.column == 0) return {};
  const std::string_view line = line_of(text, position.line);
  if (line.empty() || line.size() > kLongestExcerpt) return {};
  const std::string gutter = std::to_string(position.line);
  const std::string blank(gutter.size(), ' ');
  return fmt::format("| {} | {}\n| {} | {}^\n", gutter, line, blank,
                     padding(line, position.column - 1));
}

}  // namespace chaos
