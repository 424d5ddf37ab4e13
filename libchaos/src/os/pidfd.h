#pragma once

#include <sys/types.h>

#include "os/file_descriptor.h"

namespace chaos::os {

/// A descriptor for one process, which never refers to another one, even if the PID is reused. It
/// becomes readable when the process exits. Closed if there is no such process; errno says why.
FileDescriptor open_pidfd(pid_t pid);

/// Sends a signal to the process; nothing if it has ended.
void signal_process(const FileDescriptor& pidfd, int signum);

/// Whether the process has exited.
bool has_exited(const FileDescriptor& pidfd);

}  // namespace chaos::os
