#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace chaos::hub {

/// How many characters (code points) a text in UTF-8 has, which is what people count.
inline std::size_t characters_in(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

/// The first `most` characters of it, all of them when there are no more.
inline std::string_view first_characters(std::string_view text, std::size_t most) {
  std::size_t seen = 0;
  for (std::size_t i = 0; i < text.size(); ++i)
    if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80 && seen++ == most)
      return text.substr(0, i);
  return text;
}

}  // namespace chaos::hub
