#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "os/child_process.h"
#include "os/file_descriptor.h"

namespace chaos::os {

/// A started program. Whoever holds it reaps it.
struct SpawnedProcess {
  pid_t pid = -1;
  bool leads_group = false;  ///< of the same number
  FileDescriptor exit;       ///< becomes readable when the program has exited
  FileDescriptor out;        ///< read ends of its standard output and error
  FileDescriptor err;
};

/// Starts the program as described at run_process. It leads a process group of its own, unless this
/// program is in the foreground of a terminal: in another group it could not ask anything there,
/// for a password say, without being stopped. Throws std::system_error and leaves nothing behind.
SpawnedProcess spawn(const ProcessSpec& spec);

/// A program that works for this one as long as it lives.
struct Companion {
  pid_t pid = -1;
  FileDescriptor exit;  ///< becomes readable when the program has exited
};

/// Starts a program in this one's process group, with its terminal and standard streams. There
/// `descriptors[i]` is descriptor 3 + i, and nothing else is open. Throws std::system_error and
/// leaves nothing behind. Whoever holds the result reaps it.
Companion spawn_companion(const std::string& executable, const std::vector<std::string>& arguments,
                          const std::vector<int>& descriptors);

/// Starts a program in a process group of its own, which no key of the terminal reaches: nothing is
/// on its standard input, and both its outputs go to `output`. Throws std::system_error and leaves
/// nothing behind. Whoever holds the result reaps it.
Companion spawn_apart(const std::string& executable, const std::vector<std::string>& arguments,
                      const FileDescriptor& output);

}  // namespace chaos::os
