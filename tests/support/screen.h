#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace chaos::testing {

/// What a terminal displays after receiving `output`, including everything that has scrolled off
/// the top, as users see it. Supports the control sequences that this program sends; for any other,
/// the test fails, because its effect on the screen is unknown.
class Screen {
 public:
  Screen(std::string_view output, std::size_t columns, std::size_t rows);

  /// All lines, without trailing spaces and trailing empty lines.
  std::string text() const;
  /// The same with "<32>" where color 32 begins, and "<>" where the default color does.
  std::string text_with_colours() const;
  /// The lowest line that is not empty.
  std::string last_line() const;
  /// Whether the cursor is at the start of a line, as it is when nothing is being written.
  bool is_at_line_start() const { return column_ == 0; }

 private:
  struct Cell {
    std::string character = " ";  // "" after a wide one
    std::string colour = {};
  };
  using Line = std::vector<Cell>;

  std::size_t obey(std::string_view sequence);
  void put(std::string_view character);
  void line_feed();
  static std::string text_of(const Line& line, bool with_colours);
  std::string text(bool with_colours) const;

  const std::size_t columns_;
  const std::size_t rows_;
  std::vector<Line> lines_{1};
  std::size_t row_ = 0;  // of lines_
  std::size_t column_ = 0;
  std::string colour_;
};

}  // namespace chaos::testing
