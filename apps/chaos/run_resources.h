#pragma once

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "chaos/error.h"
#include "chaos/json.h"
#include "os/file_lock.h"

namespace chaos::cli {

/// Another run of this user is using the resource, or was killed and has left it as it should not
/// be. The diagnostic names the run and says what to do.
class ResourceInUse : public ChaosError {
  using ChaosError::ChaosError;
};

struct Claim;

/// The resources that a run uses exclusively, as its experiment asks. No other run of this user on
/// this machine gets them until this object is destroyed or, if the run was killed, until its
/// watchdog has ended. Whoever rolls back a run needs them as well: otherwise, it would change what
/// another run is using.
class RunResources {
 public:
  /// Takes all of them. Waits up to `wait_seconds` for the runs that hold them, and for whoever
  /// puts them back. Throws ResourceInUse, Stopped.
  RunResources(const Json& experiment, std::optional<double> wait_seconds,
               const std::stop_token& stop);
  /// Takes those of a run that is to be rolled back by `command`: "recover" or "rollback". `run` is
  /// its id, "" if it is not known: its own watchdog may still hold them. Only waits for a moment,
  /// for a run that looks whether it can begin, and does not mind what other runs have left. Throws
  /// ResourceInUse.
  RunResources(const Json& experiment, std::string command, const std::string& run);
  ~RunResources();
  RunResources(const RunResources&) = delete;
  RunResources& operator=(const RunResources&) = delete;

  /// Records which run holds them, for other runs' messages.
  void name_run(const std::string& id) const;

  /// The locks' descriptors, for processes that must hold them as long as the run does.
  std::vector<int> descriptors() const;

 private:
  bool take_all(const Json& experiment, const Claim& claim);
  void release();
  void write_holder(const os::FileLock& lock, const std::string& run) const;

  const std::string command_;  // of this process
  std::string title_;
  std::vector<os::FileLock> locks_;
};

}  // namespace chaos::cli
