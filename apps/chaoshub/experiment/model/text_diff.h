#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace chaos::hub::experiment {

/// A line of two texts that are compared.
struct DiffLine {
  enum class Kind { kSame, kRemoved, kAdded };

  Kind kind = Kind::kSame;
  std::string text;
  std::size_t before = 0;  ///< its number in the first text; 0 when it is not there
  std::size_t after = 0;   ///< its number in the second text
};

/// What was removed from the first text and added to make the second, line by line. Texts that
/// differ in very many lines are told apart as wholes.
std::vector<DiffLine> diff_of(std::string_view before, std::string_view after);

}  // namespace chaos::hub::experiment
