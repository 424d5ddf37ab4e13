#include "json/pointer.h"

#include <algorithm>
#include <charconv>
#include <system_error>

namespace chaos {

std::vector<std::string> pointer_tokens(const JsonPointer& pointer) {
  std::vector<std::string> tokens;
  for (JsonPointer rest = pointer; !rest.empty(); rest.pop_back())
    tokens.push_back(rest.back());
  std::reverse(tokens.begin(), tokens.end());
  return tokens;
}

const Json* value_at(const Json& document, const std::string& pointer) {
  if (!pointer.starts_with('/')) return nullptr;
  try {
    const JsonPointer place(pointer);
    return document.contains(place) ? &document.at(place) : nullptr;
  } catch (const Json::exception&) {
    return nullptr;
  }
}

std::optional<std::size_t> array_index(std::string_view token) {
  if (token.empty() || (token.size() > 1 && token.front() == '0')) return std::nullopt;
  std::size_t index = 0;
  const char* end = token.data() + token.size();
  const auto read = std::from_chars(token.data(), end, index);
  if (read.ec != std::errc() || read.ptr != end) return std::nullopt;
  return index;
}

}  // namespace chaos
