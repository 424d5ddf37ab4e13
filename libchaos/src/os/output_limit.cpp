#include "os/output_limit.h"

#include <fmt/format.h>

#include <charconv>
#include <cstdlib>
#include <limits>
#include <stdexcept>

namespace chaos::os {
namespace {

unsigned shift_of(std::string_view unit) {
  if (unit.empty()) return 0;
  if (unit == "K") return 10;
  if (unit == "M") return 20;
  if (unit == "G") return 30;
  throw std::invalid_argument("unknown unit");
}

}  // namespace

std::size_t parse_byte_count(std::string_view text) {
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) throw std::invalid_argument("not a number");
  const unsigned shift = shift_of(text.substr(static_cast<std::size_t>(end - text.data())));
  if (number > std::numeric_limits<std::size_t>::max() >> shift) {
    throw std::invalid_argument("too large");
  }
  return number << shift;
}

std::size_t output_limit() {
  const char* text = std::getenv("CHAOS_OUTPUT_LIMIT");
  if (text == nullptr) return kDefaultOutputLimit;
  try {
    return parse_byte_count(text);
  } catch (const std::invalid_argument& error) {
    throw std::invalid_argument(
        fmt::format("CHAOS_OUTPUT_LIMIT must be a number of bytes such as 67108864 or 64M, not "
                    "'{}' ({})",
                    text, error.what()));
  }
}

}  // namespace chaos::os
