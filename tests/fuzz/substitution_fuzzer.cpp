#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "chaos/error.h"
#include "context/substitution.h"
#include "json/json_reader.h"

/// The data for the substitution: a plain string, or JSON.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const chaos::Json configuration =
      chaos::parse_json(R"({"a": 1, "b": "text", "c": [1.5, null], "d": "${a}", "_9": true})");
  static const chaos::Json secrets = chaos::parse_json(R"({"one": {"s": "x"}, "two": null})");
  static const chaos::Json nothing;
  const std::string text(reinterpret_cast<const char*>(data), size);
  const chaos::Json untouched = chaos::substitute(text, nothing, nothing);
  if (text.find("$$") == std::string::npos && untouched != text) std::abort();
  try {
    chaos::substitute(text, configuration, secrets);
    chaos::substitute(chaos::parse_json(text), configuration, secrets);
  } catch (const chaos::JsonSyntaxError&) {
  } catch (const chaos::UnexpectedError&) {
  }
  return 0;
}
