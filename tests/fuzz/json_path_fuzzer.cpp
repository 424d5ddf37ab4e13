#include <cstddef>
#include <cstdint>
#include <string_view>

#include "chaos/error.h"
#include "json/json_path.h"
#include "json/json_reader.h"

namespace {

/// Deep and wide enough for every kind of step to find something.
const chaos::Json& document() {
  static const chaos::Json value = chaos::parse_json(R"({
    "a": [{"a": 1, "b": "text"}, {"a": 2.5, "c": [true, null, "\u00e9"]}, []],
    "b": {"a": {"b": {"c": "a"}}}, "c": 1, "big": 123456789012345678901234567890
  })");
  return value;
}

}  // namespace

/// Evaluates a path on a fixed document.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // Each "..*" multiplies the results; long chains of them only take time.
  constexpr std::size_t kLongest = 60;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    const chaos::JsonPath path(text);
    if (size <= kLongest) path.match(document());
  } catch (const chaos::JsonPathSyntaxError&) {
  } catch (const chaos::UnexpectedError&) {
  }
  return 0;
}
