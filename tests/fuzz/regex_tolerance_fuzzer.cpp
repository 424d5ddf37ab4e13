#include <cstddef>
#include <cstdint>
#include <string_view>

#include "tolerance/python_regex.h"

/// A pattern, followed by a newline and the string to search.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // Long strings only make bad patterns take longer.
  constexpr std::size_t kLongestText = 20;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::string_view pattern = input.substr(0, input.find('\n'));
  const std::string_view text = input.substr(pattern.size());
  try {
    const chaos::PythonRegex regex(pattern);
    regex.search(text.substr(0, kLongestText));
  } catch (const chaos::PythonRegexError&) {
  } catch (const chaos::PythonRegexLimit&) {
  }
  return 0;
}
