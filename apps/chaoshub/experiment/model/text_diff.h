#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace chaos::hub::experiment {

/// A line of a diff.
struct DiffLine {
  enum class Kind { kSame, kRemoved, kAdded };

  Kind kind = Kind::kSame;
  std::string text;
  std::size_t before = 0;  ///< its line number in the first text; 0 if it is not there
  std::size_t after = 0;   ///< its line number in the second text
};

/// The line-by-line difference between two texts. If very many lines differ, the texts are treated
/// as entirely different.
std::vector<DiffLine> diff_of(std::string_view before, std::string_view after);

}  // namespace chaos::hub::experiment
