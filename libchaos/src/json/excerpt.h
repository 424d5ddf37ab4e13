#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "chaos/json.h"

namespace chaos {

/// The beginning of a text that may be too long to show.
struct Excerpt {
  std::string text;         ///< valid UTF-8
  std::size_t omitted = 0;  ///< the number of bytes omitted at the end
};

/// The first `limit` bytes of `text`, without a partial character.
Excerpt beginning_of(std::string_view text, std::size_t limit);

/// The same for a value: strings unchanged, anything else as JSON, indented by two spaces.
Excerpt excerpt_of(const Json& value, std::size_t limit);

/// The text on one line, truncated at `limit` bytes with "…". Control characters, which could
/// change the terminal's state, become "?".
std::string one_line(std::string_view text, std::size_t limit);

/// "3.4 MiB", "12 KiB", "80 bytes"
std::string human_size(std::size_t bytes);

}  // namespace chaos
