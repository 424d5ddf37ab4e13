#include "json/python_space.h"

#include <cstddef>

#include "json/utf8.h"

namespace chaos {

bool is_python_space(char32_t code_point) {
  return (code_point >= 0x09 && code_point <= 0x0d) || (code_point >= 0x1c && code_point <= 0x20) ||
         code_point == 0x85 || code_point == 0xa0 || code_point == 0x1680 ||
         (code_point >= 0x2000 && code_point <= 0x200a) || code_point == 0x2028 ||
         code_point == 0x2029 || code_point == 0x202f || code_point == 0x205f ||
         code_point == 0x3000;
}

std::string_view python_strip(std::string_view text) {
  std::size_t first = text.size();
  std::size_t last = text.size();
  for (std::size_t offset = 0; offset < text.size();) {
    const DecodedChar character = decode_utf8(text, offset);
    if (!is_python_space(character.code_point)) {
      if (first == text.size()) first = offset;
      last = offset + character.length;
    }
    offset += character.length;
  }
  return text.substr(first, last - first);
}

}  // namespace chaos
