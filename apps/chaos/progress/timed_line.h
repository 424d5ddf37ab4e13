#pragma once

#include <cstddef>
#include <string>

namespace chaos {

/// The style of a display.
struct ProgressStyle {
  std::size_t columns = 80;
  bool unicode = true;  ///< marks beyond ASCII
  bool colour = true;
};

/// The same with as many columns as the lines below need at least.
ProgressStyle wide_enough(ProgressStyle style);

/// The beginning of the lines of a display.
struct ProgressMarks {
  const char* phase;
  const char* running;
  const char* pause;
  const char* background;
  const char* met;
  const char* not_met;
};

const ProgressMarks& marks_of(const ProgressStyle& style);

/// `text` in the color with that code, if the style has colors; "" is the default color.
std::string coloured(const std::string& text, const char* code, const ProgressStyle& style);

/// "1:05" or "2:03:00": a clock, which does not change its width with every second.
std::string clock_text(double seconds);

/// A line of the style's width: `text`, cut if it is too long, and `time` at the right end.
std::string timed_line(const std::string& text, const std::string& time, const char* colour,
                       const ProgressStyle& style);

}  // namespace chaos
