#include "document/document.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "document/yaml_reader.h"
#include "json/json_reader.h"

namespace chaos {
namespace {

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

/// Part of a line, and a column in it; counted in characters.
struct Excerpt {
  std::string line;
  std::size_t column;
};

/// At most `room` characters of the line, around the column.
Excerpt part_of(std::string_view line, std::size_t column, std::size_t room) {
  std::vector<std::string> characters;
  for (const char byte : line) {
    if (starts_character(byte) || characters.empty()) characters.emplace_back();
    characters.back() += byte;
  }
  if (characters.size() <= room) return {std::string(line), column};
  const std::size_t end = std::min(characters.size(), std::max(room, column + room / 3));
  const std::size_t start = end - room;
  if (start > 0) characters[start] = "…";
  if (end < characters.size()) characters[end - 1] = "…";
  Excerpt part{.line = {}, .column = column - start};
  for (std::size_t i = start; i < end; ++i)
    part.line += characters[i];
  return part;
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

std::vector<RepeatedKey> Document::repeated_keys() const {
  if (!repeats_keys) return {};
  std::vector<RepeatedKey> keys =
      format == Format::kJson ? repeated_keys_in_json(text) : repeated_keys_in_yaml(text);
  for (RepeatedKey& key : keys)
    key.first.file = key.again.file = name;
  return keys;
}

std::string excerpt(std::string_view text, const Position& position, std::size_t columns) {
  constexpr std::size_t kLeastRoom = 20;
  if (position.line == 0 || position.column == 0) return {};
  const std::string_view line = line_of(text, position.line);
  if (line.empty()) return {};
  const std::string gutter = std::to_string(position.line);
  const std::string blank(gutter.size(), ' ');
  const std::size_t beside = gutter.size() + std::string_view("|  | ").size();
  const Excerpt part =
      part_of(line, position.column, std::max(columns, beside + kLeastRoom) - beside);
  return fmt::format("| {} | {}\n| {} | {}^\n", gutter, part.line, blank,
                     padding(part.line, part.column - 1));
}

}  // namespace chaos
