#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace chaos {

/// One step of decoding. For an invalid sequence, `valid` is false, the code point is U+FFFD, and
/// the length is what Python's decoder replaces by one such character.
struct DecodedChar {
  char32_t code_point = 0;
  std::size_t length = 0;
  bool valid = true;
};

/// Decodes the character at `offset`, which must be less than the text's size. Surrogates and
/// overlong forms are invalid.
DecodedChar decode_utf8(std::string_view text, std::size_t offset);

/// Appends `code_point` (not a surrogate, at most U+10FFFF) to `out`.
void append_utf8(std::string& out, char32_t code_point);

/// The offset of the first byte that is not valid UTF-8, or npos.
std::size_t find_invalid_utf8(std::string_view text);

/// What Python's UnicodeDecodeError says about the invalid byte at `offset`:
/// "'utf-8' codec can't decode byte 0xff in position 3: invalid start byte".
std::string describe_invalid_utf8(std::string_view text, std::size_t offset);

/// `text` with every invalid sequence replaced by U+FFFD, as Python's errors="replace" does.
std::string replace_invalid_utf8(std::string_view text);

/// The number of code points in `text`, which must be valid UTF-8.
std::size_t count_code_points(std::string_view text);

}  // namespace chaos
