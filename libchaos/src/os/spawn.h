#pragma once

#include <sys/types.h>

#include "os/child_process.h"
#include "os/file_descriptor.h"

namespace chaos::os {

/// A started program, the leader of a process group of the same number. Whoever holds it reaps it.
struct SpawnedProcess {
  pid_t pid = -1;
  FileDescriptor exit;  ///< becomes readable when the program has exited
  FileDescriptor out;   ///< read ends of its standard output and error
  FileDescriptor err;
};

/// Starts the program as described at run_process. Throws std::system_error and leaves nothing
/// behind.
SpawnedProcess spawn(const ProcessSpec& spec);

}  // namespace chaos::os
