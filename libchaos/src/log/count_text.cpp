#include "log/count_text.h"

#include <fmt/format.h>

namespace chaos {

std::string count_text(std::size_t count, std::string_view one, std::string_view several) {
  return fmt::format("{} {}", count, count == 1 ? one : several);
}

std::string share_text(std::size_t part, std::size_t all, std::string_view one,
                       std::string_view several) {
  if (part == 1 && all == 1) return fmt::format("the only {}", one);
  return fmt::format("{} of {} {}", part, all, all == 1 ? one : several);
}

std::string capitalized(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') {
    text[0] = static_cast<char>(text[0] - 'a' + 'A');
  }
  return text;
}

}  // namespace chaos
