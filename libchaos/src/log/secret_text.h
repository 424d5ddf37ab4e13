#pragma once

#include <cstddef>
#include <string_view>

namespace chaos::log {

/// In bytes; shorter secrets are only redacted if they are the whole string.
inline constexpr std::size_t kShortestSecret = 6;

/// The string without surrounding spaces.
inline std::string_view stripped(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\n\r\v\f";
  const std::size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

}  // namespace chaos::log
