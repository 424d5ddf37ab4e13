// Parses arbitrary bytes as YAML. Whatever is accepted must be representable as JSON, and its
// members must have positions in the text.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "document/yaml_reader.h"
#include "json/json_reader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using chaos::Json;
  using chaos::JsonPointer;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  chaos::locate_in_yaml(text, JsonPointer("/method/0/provider"), true);
  try {
    const Json value = chaos::parse_yaml(text, "fuzz.yaml");
    const std::string written = chaos::to_json_text(value);
    if (chaos::to_json_text(chaos::parse_json(written)) != written) std::abort();
    chaos::python_repr(value);
    if (value.is_object() && !value.empty()) {
      const JsonPointer first = JsonPointer() / value.begin().key();
      if (chaos::locate_in_yaml(text, first, true).line == 0) std::abort();
    }
  } catch (const chaos::YamlError& error) {
    if (error.position().line == 0) std::abort();
  }
  return 0;
}
