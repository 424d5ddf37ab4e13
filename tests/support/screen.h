#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace chaos::testing {

/// What a terminal shows once it was told `output`, with all that has scrolled off above it, as
/// its user can see it. Knows the control sequences that this program sends; any other is a test
/// failure, for nobody would know what it does to the screen.
class Screen {
 public:
  Screen(std::string_view output, std::size_t columns, std::size_t rows);

  /// Line after line, without the blanks at their ends and the empty lines at the end.
  std::string text() const;
  /// The same with "<32>" where colour 32 begins, and "<>" where the usual one does.
  std::string text_with_colours() const;
  /// The lowest line that is not empty.
  std::string last_line() const;
  /// Whether the cursor is at the beginning of a line, as when nothing is being written.
  bool is_at_line_start() const { return column_ == 0; }

 private:
  struct Cell {
    std::string character = " ";  // "" behind a wide one
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
