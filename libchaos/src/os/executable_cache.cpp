#include "os/executable_cache.h"

#include <cstdlib>

#include "os/executable.h"

namespace chaos::os {

bool ExecutableCache::knows(const std::string& name) {
  const char* set = std::getenv("PATH");
  const std::string path = set != nullptr ? set : "";
  const std::lock_guard lock(mutex_);
  if (path != path_) {
    known_.clear();
    path_ = path;
  }
  const auto found = known_.find(name);
  if (found != known_.end()) return found->second;
  return known_.emplace(name, which(name).has_value()).first->second;
}

}  // namespace chaos::os
