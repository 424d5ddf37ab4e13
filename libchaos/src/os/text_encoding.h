#pragma once

#include <string>

namespace chaos::os {

/// The output of a program as UTF-8. A byte order mark is used and removed. Valid UTF-8 is
/// unchanged, unless it is more likely UTF-16 without such a mark, or text with the escape
/// sequences of ISO-2022. Otherwise, the encoding is guessed. If nothing matches, every byte
/// becomes the character with its number (ISO-8859-1), so that no output is lost.
std::string decode_to_utf8(std::string bytes);

/// Drops the first bytes of a UTF-8 character whose rest is missing at the end of `text`. For
/// output that was truncated at a limit, which must not be mistaken for another encoding.
void drop_partial_character(std::string& text);

}  // namespace chaos::os
