#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace chaos {

/// The width of the text on a terminal: zero columns for combining marks, two for wide characters.
/// The text must be valid UTF-8 without control characters.
std::size_t display_width(std::string_view text);

/// The text as one line that is safe on a terminal: valid UTF-8, with a "?" for every control
/// character, which could move the cursor or worse.
std::string displayable(std::string_view text);

/// `text`, cut to `columns`, with an ellipsis if it was cut.
std::string fitted(std::string_view text, std::size_t columns);

/// `text` in lines of at most `columns`, broken at spaces and newlines. A longer word gets its own
/// line. No line for an empty text.
std::vector<std::string> wrapped(std::string_view text, std::size_t columns);

}  // namespace chaos
