#pragma once

#include <map>
#include <mutex>
#include <string>

#include "service/clock.h"

namespace chaos::hub::auth {

/// Counts what failed, so that nobody guesses passwords quickly: after a few failures in a quarter
/// of an hour a name, or an address, has to wait until that is over. Safe to use from any thread.
class Attempts {
 public:
  static constexpr int kMost = 10;
  static constexpr std::chrono::minutes kWindow{15};

  bool are_too_many(const std::string& key, Time now);
  void note_failure(const std::string& key, Time now);
  void forget(const std::string& key);

 private:
  struct Failures {
    int count = 0;
    Time first;
  };

  std::mutex mutex_;
  std::map<std::string, Failures> failures_;  // guarded by mutex_
};

}  // namespace chaos::hub::auth
