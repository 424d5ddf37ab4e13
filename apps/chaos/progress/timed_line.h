#pragma once

#include <cstddef>
#include <string>

namespace chaos {

/// How a display looks.
struct ProgressStyle {
  std::size_t columns = 80;
  bool unicode = true;  ///< marks beyond ASCII
  bool colour = true;
};

/// The same with as many columns as the lines below need at least.
ProgressStyle wide_enough(ProgressStyle style);

/// What stands before the lines of a display.
struct ProgressMarks {
  const char* phase;
  const char* running;
  const char* pause;
  const char* background;
  const char* met;
  const char* not_met;
};

const ProgressMarks& marks_of(const ProgressStyle& style);

/// `text` in the colour with that code, where the style has colours; "" is the usual one.
std::string coloured(const std::string& text, const char* code, const ProgressStyle& style);

/// "1:05" or "2:03:00": a clock, which does not change its width with every second.
std::string clock_text(double seconds);

/// A line as wide as the style says: `text`, cut where it is too long, and `time` at the right end.
std::string timed_line(const std::string& text, const std::string& time, const char* colour,
                       const ProgressStyle& style);

}  // namespace chaos
