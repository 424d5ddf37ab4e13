#include "progress/display_text.h"

#include <algorithm>
#include <array>
#include <utility>

#include "json/utf8.h"

namespace chaos {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

template <std::size_t Count>
bool is_in(const std::array<Range, Count>& ranges, char32_t c) {
  return std::any_of(ranges.begin(), ranges.end(),
                     [c](const Range& range) { return c >= range.first && c <= range.last; });
}

// The Unicode blocks in which all characters are wide, and those of combining marks and joiners.
// Exact tables would be longer than the code that uses them, and a mistake only costs a ragged
// line.
constexpr std::array<Range, 9> kWide{{{0x1100, 0x115F},
                                      {0x2E80, 0xA4CF},
                                      {0xAC00, 0xD7A3},
                                      {0xF900, 0xFAFF},
                                      {0xFE30, 0xFE6F},
                                      {0xFF00, 0xFF60},
                                      {0xFFE0, 0xFFE6},
                                      {0x1F300, 0x1FAFF},
                                      {0x20000, 0x3FFFD}}};
constexpr std::array<Range, 5> kNarrowest{
    {{0x0300, 0x036F}, {0x1AB0, 0x1AFF}, {0x200B, 0x200F}, {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}}};

std::size_t width_of(char32_t c) {
  if (is_in(kNarrowest, c)) return 0;
  return is_in(kWide, c) ? 2 : 1;
}

bool is_control(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029 ||
         (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

}  // namespace

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  for (std::size_t at = 0; at < text.size();) {
    const DecodedChar c = decode_utf8(text, at);
    width += width_of(c.code_point);
    at += c.length;
  }
  return width;
}

std::string displayable(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const DecodedChar c = decode_utf8(text, at);
    append_utf8(out, is_control(c.code_point) ? U'?' : c.code_point);
    at += c.length;
  }
  return out;
}

std::string fitted(std::string_view text, std::size_t columns) {
  if (display_width(text) <= columns) return std::string(text);
  if (columns == 0) return {};
  std::string out;
  std::size_t width = 0;
  for (std::size_t at = 0; at < text.size();) {
    const DecodedChar c = decode_utf8(text, at);
    width += width_of(c.code_point);
    if (width > columns - 1) break;
    out.append(text, at, c.length);
    at += c.length;
  }
  return out + "…";
}

std::vector<std::string> wrapped(std::string_view text, std::size_t columns) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::string_view paragraph = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), paragraph.size() + 1));
    std::string line;
    for (std::size_t at = 0; at < paragraph.size();) {
      const std::string word(paragraph.substr(at, paragraph.find(' ', at) - at));
      at += word.size() + 1;
      if (!line.empty() && display_width(line) + 1 + display_width(word) > columns)
        lines.push_back(std::exchange(line, {}));
      line += (line.empty() ? "" : " ") + word;
    }
    lines.push_back(line);
  }
  return lines;
}

}  // namespace chaos
