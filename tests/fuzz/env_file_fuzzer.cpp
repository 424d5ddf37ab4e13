// Parses arbitrary bytes as a .env file. Whatever is accepted must be valid in the environment, and
// must be the same after being written and read again.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "chaos/error.h"
#include "context/env_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    const auto variables = chaos::parse_env_file(text, "fuzz.env");
    std::string written;
    for (const auto& [name, value] : variables) {
      if (name.empty() || name.find_first_of(std::string_view("=\0\n", 3)) != name.npos)
        std::abort();
      if (value.find_first_of(std::string_view("\0\n", 2)) != value.npos) std::abort();
      written += name + "=" + value + "\n";
    }
    if (chaos::parse_env_file(written, "again.env") != variables) std::abort();
  } catch (const chaos::InvalidSource& error) {
    if (error.diagnostic().position.line == 0) std::abort();
  }
  return 0;
}
