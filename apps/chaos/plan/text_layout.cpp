#include "plan/text_layout.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <vector>

#include "context/duration.h"
#include "log/colour.h"
#include "progress/display_text.h"
#include "progress/live_area.h"

namespace chaos::cli {
namespace {

/// A word that is longer than a line continues on the next one.
std::vector<std::string> pieces(const std::string& line, std::size_t width) {
  if (display_width(line) <= width) return {line};
  std::vector<std::string> result(1);
  for (std::size_t i = 0; i < line.size();) {
    std::size_t end = i + 1;
    while (end < line.size() && (static_cast<unsigned char>(line[end]) & 0xC0) == 0x80)
      ++end;
    const std::string character = line.substr(i, end - i);
    if (display_width(result.back() + character) > width) result.emplace_back();
    result.back() += character;
    i = end;
  }
  return result;
}

}  // namespace

TextLayout layout_of_stdout() {
  const bool is_terminal = isatty(STDOUT_FILENO) == 1;
  TextLayout layout{.coloured = log::wants_colour(is_terminal)};
  if (is_terminal)
    layout.columns = std::clamp<std::size_t>(terminal_columns(STDOUT_FILENO), 40, 120);
  return layout;
}

std::string LaidOutText::in(const char* colour, const std::string& text) const {
  return layout_.coloured ? fmt::format("\033[{}m{}\033[0m", colour, text) : text;
}

void LaidOutText::heading(const std::string& title, const char* colour) {
  text_ += "\n";
  paragraph("", title, 0, colour);
}

void LaidOutText::paragraph(const std::string& first, const std::string& text, std::size_t indent,
                            const char* colour) {
  const std::size_t width = layout_.columns > indent + 20 ? layout_.columns - indent : 20;
  std::string before = padded(first, indent);
  for (const auto& line : wrapped(displayable(text), width)) {
    for (const auto& piece : pieces(line, width)) {
      text_ += before + (colour != nullptr ? in(colour, piece) : piece) + "\n";
      before = std::string(indent, ' ');
    }
  }
}

void LaidOutText::line(const std::string& text, const char* colour) {
  text_ += (colour != nullptr ? in(colour, text) : text) + "\n";
}

std::string padded(std::string text, std::size_t columns) {
  const std::size_t taken = display_width(text);
  return text + std::string(taken < columns ? columns - taken : 0, ' ');
}

std::string duration_text(const std::optional<double>& seconds) {
  if (!seconds) return "no limit";
  return chaos::duration_text(*seconds < 60 ? std::round(*seconds * 10) / 10
                                            : std::round(*seconds));
}

}  // namespace chaos::cli
