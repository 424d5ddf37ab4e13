#include "json/child_pointer.h"

#include <array>
#include <charconv>
#include <limits>

namespace chaos {
namespace {

std::string joined(std::string_view parent, std::string_view part) {
  std::string pointer;
  pointer.reserve(parent.size() + 1 + part.size());
  pointer.append(parent).append(1, '/').append(part);
  return pointer;
}

}  // namespace

std::string child_pointer(std::string_view parent, std::string_view key) {
  if (key.find_first_of("~/") == key.npos) return joined(parent, key);
  std::string escaped;
  for (const char c : key) {
    if (c == '~')
      escaped += "~0";
    else if (c == '/')
      escaped += "~1";
    else
      escaped += c;
  }
  return joined(parent, escaped);
}

std::string child_pointer(std::string_view parent, std::size_t index) {
  std::array<char, std::numeric_limits<std::size_t>::digits10 + 1> digits{};
  const char* end = std::to_chars(digits.begin(), digits.end(), index).ptr;
  return joined(parent, std::string_view(digits.begin(), end));
}

}  // namespace chaos
