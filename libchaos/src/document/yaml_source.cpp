#include "document/yaml_source.h"

#include <fmt/format.h>

#include <utility>

#include "chaos/json.h"
#include "document/yaml_reader.h"
#include "json/json_scanner.h"
#include "json/utf8.h"

namespace chaos {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::string_view kNextLine = "\xC2\x85";

/// PyYAML's name for a source that is not a file; its messages then quote the line.
constexpr std::string_view kUnnamedText = "<unicode string>";

std::string with_plain_line_breaks(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\r') {
      out += '\n';
      if (text.substr(i + 1).starts_with('\n')) ++i;
    } else if (text.substr(i).starts_with(kNextLine)) {
      out += '\n';
      ++i;
    } else {
      out += text[i];
    }
  }
  return out;
}

bool is_acceptable(char32_t c) {
  if (c < 0x20) return c == '\t' || c == '\n';
  if (c < 0xA0) return c < 0x7F;
  return c != 0xFFFE && c != 0xFFFF;
}

}  // namespace

YamlSource::YamlSource(std::string_view text, std::string name) : name_(std::move(name)) {
  const std::size_t invalid = find_invalid_utf8(text);
  if (invalid != std::string_view::npos) {
    throw YamlError(describe_invalid_utf8(text, invalid), position_of(text.substr(0, invalid)));
  }
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  text_ = with_plain_line_breaks(text);
  check_characters();
}

void YamlSource::check_characters() const {
  std::size_t index = 0;
  for (std::size_t offset = 0; offset < text_.size(); ++index) {
    const DecodedChar decoded = decode_utf8(text_, offset);
    if (!is_acceptable(decoded.code_point)) {
      throw YamlError(fmt::format("unacceptable character #x{:04x}: special characters are not "
                                  "allowed\n  in \"{}\", position {}",
                                  static_cast<std::uint32_t>(decoded.code_point), name_, index),
                      position(offset));
    }
    offset += decoded.length;
  }
}

std::string YamlSource::quoted_char(std::size_t offset) const {
  if (offset >= text_.size()) return "'\\x00'";
  return python_repr(text_.substr(offset, decode_utf8(text_, offset).length));
}

Position YamlSource::position(std::size_t offset) const {
  Position position = position_of(std::string_view(text_).substr(0, offset));
  position.file = name_;
  return position;
}

void YamlSource::fail(std::string_view problem, std::size_t offset) const {
  fail("", std::nullopt, problem, offset);
}

void YamlSource::fail(std::string_view context, std::optional<std::size_t> context_offset,
                      std::string_view problem, std::size_t offset) const {
  std::string message;
  if (!context.empty()) message = fmt::format("{}\n", context);
  if (context_offset && *context_offset != offset) message += describe(*context_offset) + "\n";
  message += fmt::format("{}\n{}", problem, describe(offset));
  throw YamlError(message, position(offset));
}

std::string YamlSource::describe(std::size_t offset) const {
  const Position place = position(offset);
  std::string text =
      fmt::format("  in \"{}\", line {}, column {}", name_, place.line, place.column);
  if (name_ == kUnnamedText) text += ":\n" + snippet(offset);
  return text;
}

/// The line around `offset`, cut to about 75 characters, with a caret below the character.
std::string YamlSource::snippet(std::size_t offset) const {
  constexpr std::size_t kReach = 37;
  constexpr std::size_t kCut = 5;
  const std::string_view text = text_;
  const std::size_t line_start = offset == 0 ? 0 : text.rfind('\n', offset - 1) + 1;
  const std::string_view line =
      text.substr(line_start, std::min(text.find('\n', offset), text_.size()) - line_start);
  std::u32string characters;
  for (std::size_t i = 0; i < line.size();) {
    const DecodedChar decoded = decode_utf8(line, i);
    characters += decoded.code_point;
    i += decoded.length;
  }
  const std::size_t place = count_code_points(line.substr(0, offset - line_start));
  const bool cut_head = place >= kReach;
  const bool cut_tail = characters.size() - place >= kReach;
  const std::size_t first = cut_head ? place - kReach + kCut : 0;
  const std::size_t last = cut_tail ? place + kReach - kCut : characters.size();
  std::string shown;
  for (std::size_t i = first; i < last; ++i)
    append_utf8(shown, characters[i]);
  const std::string head = cut_head ? " ... " : "";
  return fmt::format("    {}{}{}\n{}^", head, shown, cut_tail ? " ... " : "",
                     std::string(4 + place - first + head.size(), ' '));
}

}  // namespace chaos
