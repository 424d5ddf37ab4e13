#pragma once

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "chaos/error.h"
#include "chaos/json.h"
#include "os/file_lock.h"

namespace chaos::cli {

/// Another run of this user has the resource. The diagnostic says which.
class ResourceInUse : public ChaosError {
  using ChaosError::ChaosError;
};

/// The resources that a run has for itself, as its experiment asks: no other run of this user on
/// this machine gets them until this is destroyed, or until the run's watchdog has ended if the run
/// was killed.
class RunResources {
 public:
  /// Takes all of them, if need be after waiting that many seconds for the runs that have them.
  /// Throws ResourceInUse, Stopped.
  RunResources(const Json& experiment, std::optional<double> wait_seconds,
               const std::stop_token& stop);
  ~RunResources();
  RunResources(const RunResources&) = delete;
  RunResources& operator=(const RunResources&) = delete;

  /// Tells others which run it is that has them.
  void name_run(const std::string& id) const;

  /// To be inherited by whoever needs them as long as the run does.
  std::vector<int> descriptors() const;

 private:
  std::string title_;
  std::vector<os::FileLock> locks_;
};

}  // namespace chaos::cli
