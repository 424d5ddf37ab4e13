#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <stop_token>
#include <string>
#include <vector>

#include "chaos/deadline.h"
#include "chaos/started_process.h"

namespace chaos::os {

/// A program to run until it exits.
struct ProcessSpec {
  std::string executable;              ///< path passed to exec, not searched for
  std::vector<std::string> arguments;  ///< argv, including argv[0]; no string may contain a NUL
  std::map<std::string, std::string> environment = {};  ///< variables to add or replace
  /// The number of bytes kept of each stream; the rest is read and dropped.
  std::size_t output_limit = 64u << 20;
  /// How long the group may clean up between SIGTERM and SIGKILL.
  std::chrono::milliseconds grace{100};
  /// Called once the process exists. May be empty.
  ProcessObserver started = {};
  /// Whether to start the program only after `started` has returned, so that it never runs if this
  /// process is killed before that.
  bool held_until_known = false;
};

struct ProcessOutcome {
  enum class Ending { kExited, kTimedOut, kStopped };
  Ending ending = Ending::kExited;
  int status = 0;  ///< exit status, or the negative signal number; only for kExited
  std::string out;
  std::string err;
  bool out_truncated = false;
  bool err_truncated = false;
};

/// Runs the program in its own process group (see spawn.h for the exception) with the caller's
/// environment, standard input inherited and both outputs captured, and waits for it: until it
/// exits and both pipes are closed, until `deadline` passes, or until `stop` is requested. In the
/// latter two cases, the whole group, or the program and its descendants, is killed (SIGTERM, and
/// SIGKILL after the grace period) and the child reaped before returning; only a child that even
/// SIGKILL does not end within a second (stuck in the kernel, or another user's) is left behind.
/// Processes in the group that are still running after a normal exit are not touched. If the stop
/// was requested before the call, nothing is started. The child starts with an empty signal mask
/// and only the descriptors 0, 1 and 2. Signals that this program itself handles or ignores have
/// their default dispositions there; those that were ignored when it was started (SIGHUP under
/// nohup) remain ignored. Throws std::system_error if the program cannot be started (ENOENT,
/// EACCES, ENOEXEC...). Thread-safe.
ProcessOutcome run_process(const ProcessSpec& spec, const Deadline& deadline, std::stop_token stop);

}  // namespace chaos::os
