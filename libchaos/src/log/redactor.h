#pragma once

#include <mutex>
#include <string>
#include <vector>

namespace chaos::log {

/// Replaces known secret values in text. Safe from any thread.
class Redactor {
 public:
  /// Values shorter than 6 bytes are ignored: replacing them garbles more than it hides.
  void add(const std::vector<std::string>& values);
  std::string redact(std::string text) const;

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> secrets_;  // guarded by mutex_; longest first
};

}  // namespace chaos::log
