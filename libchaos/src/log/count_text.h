#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace chaos {

/// Singular and plural in messages.

/// "1 rollback", "3 rollbacks"
std::string count_text(std::size_t count, std::string_view one, std::string_view several);

/// The subject of a sentence about some of several things: "2 of 3 rollbacks", or "the only
/// rollback" if there is just one.
std::string share_text(std::size_t part, std::size_t all, std::string_view one,
                       std::string_view several);

/// "was" or "were", "has" or "have", depending on the count.
inline std::string_view verb_for(std::size_t count, std::string_view one,
                                 std::string_view several) {
  return count == 1 ? one : several;
}

/// The text with an initial capital letter.
std::string capitalized(std::string text);

}  // namespace chaos
