#include "os/executable_cache.h"

#include "os/environment.h"
#include "os/executable.h"

namespace chaos::os {

bool ExecutableCache::knows(const std::string& name) {
  const std::string path = environment_variable("PATH").value_or("");
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
