#include "json/ascii_json.h"

#include <fmt/format.h>

#include <cstdint>

#include "json/utf8.h"

namespace chaos {
namespace {

void append_unit(std::string& out, std::uint32_t unit) {
  out += fmt::format("\\u{:04x}", unit);
}

void append_escaped(std::string& out, char32_t code_point) {
  if (code_point < 0x10000) return append_unit(out, code_point);
  append_unit(out, 0xd800 + ((code_point - 0x10000) >> 10));
  append_unit(out, 0xdc00 + ((code_point - 0x10000) & 0x3ff));
}

}  // namespace

std::string to_ascii_json_text(const Json& value, int indent) {
  const std::string text = to_json_text(value, indent);
  std::string ascii;
  ascii.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    // Characters beyond ASCII occur only in strings, where an escape can replace them.
    const DecodedChar decoded = decode_utf8(text, i);
    if (decoded.code_point < 0x7f) {
      ascii += text[i];
    } else {
      append_escaped(ascii, decoded.code_point);
    }
    i += decoded.length;
  }
  return ascii;
}

}  // namespace chaos
