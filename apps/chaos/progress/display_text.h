#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace chaos {

/// How many columns of a terminal the text takes: none for combining marks, two for wide
/// characters. The text must be valid UTF-8 without control characters.
std::size_t display_width(std::string_view text);

/// The text as one line that a terminal shows as it is: valid UTF-8, with a "?" for every control
/// character, which could move the cursor or worse.
std::string displayable(std::string_view text);

/// `text`, cut to `columns`; what was cut ends with an ellipsis.
std::string fitted(std::string_view text, std::size_t columns);

/// `text` in lines of at most `columns`, broken at blanks and at its newlines; a word that is
/// longer has a line for itself. No line for an empty text.
std::vector<std::string> wrapped(std::string_view text, std::size_t columns);

}  // namespace chaos
