#pragma once

#include <string>

namespace chaos::os {

/// What a program printed, as UTF-8 text. Bytes that are valid UTF-8 stay as they are; a byte order
/// mark is obeyed and dropped; otherwise the encoding is guessed. Where nothing fits, every byte
/// becomes the character of its number (ISO-8859-1), so that no output is ever lost.
std::string decode_to_utf8(std::string bytes);

/// Drops the first bytes of a UTF-8 character whose rest is missing at the end of `text`. For
/// output that was cut off at a limit, which must not be mistaken for another encoding.
void drop_partial_character(std::string& text);

}  // namespace chaos::os
