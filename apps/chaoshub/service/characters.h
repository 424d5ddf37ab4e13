#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace chaos::hub {

/// The number of characters (code points) in a UTF-8 string, as people count them.
inline std::size_t characters_in(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

/// The first `most` characters, or all of them if there are fewer.
inline std::string_view first_characters(std::string_view text, std::size_t most) {
  std::size_t seen = 0;
  for (std::size_t i = 0; i < text.size(); ++i)
    if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80 && seen++ == most)
      return text.substr(0, i);
  return text;
}

}  // namespace chaos::hub
