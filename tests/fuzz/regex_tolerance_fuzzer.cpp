#include <cstddef>
#include <cstdint>
#include <string_view>

#include "tolerance/python_regex.h"

/// A pattern and, behind the first newline, the text to search.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // Long texts only give bad patterns more time to be bad.
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
