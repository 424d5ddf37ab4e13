// Parses arbitrary bytes as JSON. Whatever is accepted must be the same after being written (in
// either layout) and read again, and every member must have a position in the text.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "json/json_reader.h"

namespace {

using chaos::Json;
using chaos::JsonPointer;

void check_places(std::string_view text, const Json& value) {
  if (chaos::locate_in_json(text, JsonPointer(), false).line == 0) std::abort();
  if (value.is_object() && !value.empty()) {
    const JsonPointer first = JsonPointer() / value.begin().key();
    if (chaos::locate_in_json(text, first, true).line == 0) std::abort();
  }
  if (value.is_array() && !value.empty()) {
    const JsonPointer last = JsonPointer() / (value.size() - 1);
    if (chaos::locate_in_json(text, last, false).line == 0) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  chaos::locate_in_json(text, JsonPointer("/method/0/provider"), true);
  try {
    const Json value = chaos::parse_json(text);
    check_places(text, value);
    const std::string written = chaos::to_json_text(value);
    if (chaos::to_json_text(chaos::parse_json(written)) != written) std::abort();
    if (chaos::to_json_text(chaos::parse_json(chaos::to_json_text(value, 2))) != written) {
      std::abort();
    }
    chaos::python_repr(value);
    // Only a NaN may differ from itself.
    if (!chaos::python_equal(value, value) && written.find("NaN") == std::string::npos) {
      std::abort();
    }
  } catch (const chaos::JsonSyntaxError& error) {
    if (error.position().line == 0) std::abort();
  }
  return 0;
}
