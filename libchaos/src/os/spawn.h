#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "os/child_process.h"
#include "os/file_descriptor.h"

namespace chaos::os {

/// A started program. The owner of this object reaps it.
struct SpawnedProcess {
  pid_t pid = -1;
  bool leads_group = false;  ///< of the same number
  FileDescriptor exit;       ///< becomes readable when the program has exited
  FileDescriptor out;        ///< read ends of its standard output and error
  FileDescriptor err;
};

/// Whether signals from a terminal to its foreground reach this program.
bool in_foreground_of_terminal();

/// Starts the program as described at run_process. It leads a new process group, unless this
/// program is in the foreground of a terminal: in another group it would be stopped if it asked for
/// anything there, such as a password. Throws std::system_error and leaves nothing behind.
SpawnedProcess spawn(const ProcessSpec& spec);

/// A program that works for this one until it exits.
struct Companion {
  pid_t pid = -1;
  FileDescriptor exit;  ///< becomes readable when the program has exited
};

/// Starts a program in this one's process group, with its terminal and standard streams. In the
/// program, `descriptors[i]` is descriptor 3 + i, and nothing else is open. Throws
/// std::system_error and leaves nothing behind. The caller reaps it.
Companion spawn_companion(const std::string& executable, const std::vector<std::string>& arguments,
                          const std::vector<int>& descriptors);

/// The same, but signals from people and supervisors to the group do not interrupt it.
Companion spawn_undisturbed(const std::string& executable,
                            const std::vector<std::string>& arguments,
                            const std::vector<int>& descriptors);

/// Starts a program in a new process group, so that the terminal's keys do not signal it. Its
/// standard input is empty, and both its outputs go to `output`. Throws std::system_error and
/// leaves nothing behind. The caller reaps it.
Companion spawn_in_group(const std::string& executable, const std::vector<std::string>& arguments,
                         const FileDescriptor& output);

/// Starts a program that may outlive this one: it has its own session, so that neither the
/// terminal's keys nor a hangup signal it. Its standard input is `input`, its standard error is
/// this program's, and its standard output is discarded. In the program, `inherited[i]` is
/// descriptor 3 + i, and nothing else is open. Throws std::system_error and leaves nothing behind.
/// The caller reaps it.
Companion spawn_in_session(const std::string& executable, const std::vector<std::string>& arguments,
                           const FileDescriptor& input, const std::vector<int>& inherited = {});

/// A pipe that no other program inherits, with both ends above the standard descriptors.
struct Pipe {
  FileDescriptor read_end;
  FileDescriptor write_end;
};

/// Throws std::system_error.
Pipe make_pipe();

}  // namespace chaos::os
