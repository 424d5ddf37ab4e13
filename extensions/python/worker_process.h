#pragma once

#include <sys/types.h>

#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "chaos/started_process.h"
#include "interpreter.h"
#include "os/spawn.h"

namespace chaos::python {

/// A Python interpreter that executes the worker's program. Safe from any thread.
class WorkerProcess {
 public:
  /// Starts it. In the process, `connections[i]` is descriptor 3 + i. Throws PythonError if it
  /// cannot be started.
  WorkerProcess(const Interpreter& interpreter, const std::vector<int>& connections);
  WorkerProcess(const WorkerProcess&) = delete;
  WorkerProcess& operator=(const WorkerProcess&) = delete;

  pid_t pid() const { return process_.pid; }
  /// A descriptor that becomes readable when the process has exited.
  int exit() const { return process_.exit.get(); }
  const StartedProcess& identity() const { return identity_; }
  bool has_exited() const;

  /// Kills it and all its descendants, as a timeout does for other activities; daemons continue.
  /// Returns once the process is gone, so that it does not count as running.
  void kill() const;

  /// Waits for the end of the process, which must be near, and says how it ended: "exited with
  /// code 1".
  std::string describe_end();

 private:
  os::Companion process_;
  StartedProcess identity_;
  mutable std::mutex mutex_;
  std::optional<std::string> end_;  // guarded by mutex_: how the process ended
};

}  // namespace chaos::python
