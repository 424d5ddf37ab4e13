#pragma once

#include <cstdint>
#include <string>

namespace chaos::os {

/// Identifies one process permanently: PIDs are reused, but not with the same start time.
struct ProcessIdentity {
  int pid = 0;
  std::uint64_t start_ticks = 0;  ///< kernel ticks from boot to its start; 0 if unknown

  bool operator==(const ProcessIdentity&) const = default;
};

/// This process.
ProcessIdentity current_process();

/// The process that currently has that PID. Its start_ticks are 0 if there is none.
ProcessIdentity process_with(int pid);

/// Whether that process still exists. Also true if it has ended but its parent has not reaped it
/// yet.
bool is_running(const ProcessIdentity& process);

/// Whether that process has not ended. Unlike is_running, false for a zombie, which may never be
/// reaped. True while any of its threads is running.
bool is_alive(const ProcessIdentity& process);

/// The name of the program that the process executes, without its directory and truncated to 15
/// bytes; "?" if there is no such process.
std::string program_name(int pid);

/// Whether the process is suspended (SIGSTOP, Ctrl-Z), so that it does not react until it is
/// continued.
bool is_suspended(int pid);

/// Waits for a process that was killed but has not ended yet. Returns false immediately if the
/// process was not killed, or no longer exists.
bool await_end_of_killed(const ProcessIdentity& process);

/// The number of the PID namespace that this program is in: PIDs are only valid within one. 0 if
/// unknown.
std::uint64_t pid_namespace();

/// Changes whenever the machine boots, after which no earlier process exists. "" if unknown.
std::string boot_id();

/// The session of this process; 0 if its leader is outside this PID namespace.
int current_session();

/// The name of this machine.
std::string host_name();

/// The name of the effective user. For a user without a passwd entry: the name from the
/// environment, or else the UID.
std::string user_name();

}  // namespace chaos::os
