#include "experiment/model/text_diff.h"

#include <algorithm>
#include <cstdint>

namespace chaos::hub::experiment {
namespace {

constexpr std::size_t kMostPairs = 4'000'000;  // of lines to compare

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

class Comparison {
 public:
  Comparison(std::vector<std::string_view> before, std::vector<std::string_view> after)
      : before_(std::move(before)), after_(std::move(after)) {}

  std::vector<DiffLine> result() {
    std::size_t begin = 0;
    while (begin < std::min(before_.size(), after_.size()) && before_[begin] == after_[begin])
      ++begin;
    std::size_t end = 0;
    while (end < std::min(before_.size(), after_.size()) - begin &&
           before_[before_.size() - 1 - end] == after_[after_.size() - 1 - end])
      ++end;
    while (at_ < begin)
      same();
    compare(before_.size() - end, after_.size() - end);
    while (at_ < before_.size())
      same();
    return std::move(lines_);
  }

 private:
  void same() {
    lines_.push_back({DiffLine::Kind::kSame, std::string(before_[at_]), at_ + 1, other_ + 1});
    ++at_;
    ++other_;
  }
  void removed() {
    lines_.push_back({DiffLine::Kind::kRemoved, std::string(before_[at_]), at_ + 1, 0});
    ++at_;
  }
  void added() {
    lines_.push_back({DiffLine::Kind::kAdded, std::string(after_[other_]), 0, other_ + 1});
    ++other_;
  }

  /// Compares up to there, by the longest common subsequence of lines.
  void compare(std::size_t before_end, std::size_t after_end) {
    const std::size_t rows = before_end - at_;
    const std::size_t columns = after_end - other_;
    if (columns == 0 || rows <= kMostPairs / columns) {
      const std::vector<std::uint32_t> common = common_lines(rows, columns);
      const std::size_t first_row = at_;
      const std::size_t first_column = other_;
      const auto ahead = [&](std::size_t row, std::size_t column) {
        return common[(row - first_row) * (columns + 1) + (column - first_column)];
      };
      while (at_ < before_end && other_ < after_end) {
        if (before_[at_] == after_[other_])
          same();
        else if (ahead(at_ + 1, other_) >= ahead(at_, other_ + 1))
          removed();
        else
          added();
      }
    }
    while (at_ < before_end)
      removed();
    while (other_ < after_end)
      added();
  }

  /// For each pair of positions, how many lines the remainders have in common.
  std::vector<std::uint32_t> common_lines(std::size_t rows, std::size_t columns) const {
    std::vector<std::uint32_t> common((rows + 1) * (columns + 1), 0);
    for (std::size_t row = rows; row-- > 0;)
      for (std::size_t column = columns; column-- > 0;) {
        const std::size_t here = row * (columns + 1) + column;
        const std::size_t below = here + columns + 1;
        common[here] = before_[at_ + row] == after_[other_ + column]
                           ? common[below + 1] + 1
                           : std::max(common[below], common[here + 1]);
      }
    return common;
  }

  const std::vector<std::string_view> before_;
  const std::vector<std::string_view> after_;
  std::size_t at_ = 0;     // in the first text
  std::size_t other_ = 0;  // in the second text
  std::vector<DiffLine> lines_;
};

}  // namespace

std::vector<DiffLine> diff_of(std::string_view before, std::string_view after) {
  return Comparison(lines_of(before), lines_of(after)).result();
}

}  // namespace chaos::hub::experiment
