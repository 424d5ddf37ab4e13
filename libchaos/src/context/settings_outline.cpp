#include "context/settings_outline.h"

#include <fmt/format.h>

namespace chaos {
namespace {

constexpr int kDeepest = 16;  // nobody completes deeper keys, and files may be nested arbitrarily

/// A dot that is part of a name is escaped with a backslash.
std::string escaped(const std::string& name) {
  std::string text;
  for (const char c : name) {
    if (c == '.') text += '\\';
    text += c;
  }
  return text;
}

void collect(const Json& entry, const std::string& key, int depth, std::vector<std::string>& keys) {
  if (!key.empty()) keys.push_back(key);
  if (depth == 0) return;
  if (entry.is_array()) {
    for (std::size_t i = 0; i < entry.size(); ++i)
      collect(entry[i], fmt::format("{}[{}]", key, i), depth - 1, keys);
  } else if (entry.is_object()) {
    for (const auto& [name, value] : entry.items()) {
      const std::string inner = key.empty() ? escaped(name) : key + "." + escaped(name);
      collect(value, inner, inner == "auths" ? 1 : depth - 1, keys);
    }
  }
}

}  // namespace

std::vector<std::string> settings_outline(const Json& settings) {
  std::vector<std::string> keys;
  collect(settings, "", kDeepest, keys);
  return keys;
}

}  // namespace chaos
