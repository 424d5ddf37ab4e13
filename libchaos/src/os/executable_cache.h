#pragma once

#include <map>
#include <mutex>
#include <string>

namespace chaos::os {

/// Caches which programs `which` finds, for callers that look up a few names thousands of times.
/// The result may be out of date: use it to check, not to run. Thread-safe.
class ExecutableCache {
 public:
  /// Whether there was such an executable when it was first looked up with this PATH.
  bool knows(const std::string& name);

 private:
  std::mutex mutex_;
  std::string path_;                   // guarded by mutex_
  std::map<std::string, bool> known_;  // guarded by mutex_
};

}  // namespace chaos::os
