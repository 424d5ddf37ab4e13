#include "os/environment.h"

#include <unistd.h>

#include <cstdlib>
#include <mutex>
#include <string_view>

namespace chaos::os {
namespace {

/// Our changes to the environment. The C library's environment is never modified.
struct Changes {
  std::mutex mutex;
  std::map<std::string, std::optional<std::string>> values;  // guarded by mutex
  std::string directory;                                     // guarded by mutex
};

Changes& changes() {
  static Changes instance;
  return instance;
}

}  // namespace

std::optional<std::string> environment_variable(const std::string& name) {
  {
    const std::lock_guard lock(changes().mutex);
    const auto changed = changes().values.find(name);
    if (changed != changes().values.end()) return changed->second;
  }
  const char* value = std::getenv(name.c_str());
  return value != nullptr ? std::optional<std::string>(value) : std::nullopt;
}

void set_environment_variable(const std::string& name, const std::optional<std::string>& value) {
  const std::lock_guard lock(changes().mutex);
  changes().values[name] = value;
}

std::vector<std::string> environment_entries() {
  const auto changed = environment_changes();
  std::vector<std::string> entries;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    if (!changed.contains(std::string(text.substr(0, text.find('='))))) entries.emplace_back(text);
  }
  for (const auto& [name, value] : changed) {
    if (value) entries.push_back(name + "=" + *value);
  }
  return entries;
}

void set_directory_of_children(const std::string& path) {
  const std::lock_guard lock(changes().mutex);
  changes().directory = path;
}

std::string directory_of_children() {
  const std::lock_guard lock(changes().mutex);
  return changes().directory;
}

std::map<std::string, std::optional<std::string>> environment_changes() {
  const std::lock_guard lock(changes().mutex);
  return changes().values;
}

}  // namespace chaos::os
