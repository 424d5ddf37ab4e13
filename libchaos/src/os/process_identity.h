#pragma once

#include <cstdint>
#include <string>

namespace chaos::os {

/// Names one process for good: numbers are used again, but not with the same time of start.
struct ProcessIdentity {
  int pid = 0;
  std::uint64_t start_ticks = 0;  ///< kernel ticks from boot to its start; 0 when unknown

  bool operator==(const ProcessIdentity&) const = default;
};

/// This process.
ProcessIdentity current_process();

/// The process with that number, now. Its start_ticks are 0 when there is none.
ProcessIdentity process_with(int pid);

/// Whether that very process still runs.
bool is_running(const ProcessIdentity& process);

/// Waits for the end of a process that was killed and has not ended yet, however short that is.
/// Returns false at once for a process that goes on, or is gone.
bool await_end_of_killed(const ProcessIdentity& process);

/// The number of the PID namespace that this program is in: process numbers mean something within
/// one only. 0 when the kernel does not tell.
std::uint64_t pid_namespace();

/// The name of this machine.
std::string host_name();

/// Who runs this program: a name from the environment, else the user's number.
std::string user_name();

}  // namespace chaos::os
