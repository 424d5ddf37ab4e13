#include "progress/timed_line.h"

#include <fmt/format.h>

#include <algorithm>

#include "progress/display_text.h"

namespace chaos {
namespace {

constexpr ProgressMarks kUnicode{"▶", "●", "◌", "◍", "■", "□"};
constexpr ProgressMarks kAscii{">", "*", "-", "&", "+", "x"};

constexpr std::size_t kLeastColumns = 20;

}  // namespace

ProgressStyle wide_enough(ProgressStyle style) {
  style.columns = std::max(style.columns, kLeastColumns);
  return style;
}

const ProgressMarks& marks_of(const ProgressStyle& style) {
  return style.unicode ? kUnicode : kAscii;
}

std::string coloured(const std::string& text, const char* code, const ProgressStyle& style) {
  if (!style.colour || *code == '\0') return text;
  return fmt::format("\033[{}m{}\033[0m", code, text);
}

std::string clock_text(double seconds) {
  const auto whole = static_cast<long long>(std::max(seconds, 0.0));
  const long long minutes = whole / 60;
  if (minutes < 60) return fmt::format("{}:{:02}", minutes, whole % 60);
  return fmt::format("{}:{:02}:{:02}", minutes / 60, minutes % 60, whole % 60);
}

std::string timed_line(const std::string& text, const std::string& time, const char* colour,
                       const ProgressStyle& style) {
  const std::string left =
      fitted(text, style.columns - std::min(style.columns - 1, time.size() + 1));
  const std::size_t gap = style.columns - display_width(left) - time.size();
  return coloured(left, colour, style) + std::string(gap, ' ') + time;
}

}  // namespace chaos
