#include "auth/model/attempts.h"

namespace chaos::hub::auth {
namespace {

/// An attacker with many addresses must not fill the memory.
constexpr std::size_t kMostKeys = 100'000;

}  // namespace

bool Attempts::are_too_many(const std::string& key, Time now) {
  const std::lock_guard lock(mutex_);
  const auto found = failures_.find(key);
  if (found == failures_.end()) return false;
  if (now - found->second.first < kWindow) return found->second.count >= kMost;
  failures_.erase(found);
  return false;
}

void Attempts::note_failure(const std::string& key, Time now) {
  const std::lock_guard lock(mutex_);
  if (failures_.size() >= kMostKeys)
    std::erase_if(failures_,
                  [now](const auto& entry) { return now - entry.second.first >= kWindow; });
  if (failures_.size() >= kMostKeys) failures_.clear();
  Failures& failures = failures_[key];
  if (failures.count == 0 || now - failures.first >= kWindow) failures = {.count = 0, .first = now};
  ++failures.count;
}

void Attempts::forget(const std::string& key) {
  const std::lock_guard lock(mutex_);
  failures_.erase(key);
}

}  // namespace chaos::hub::auth
