#include "os/pidfd.h"

#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace chaos::os {

// The C library's wrappers cannot be linked from C++ in glibc 2.36.

FileDescriptor open_pidfd(pid_t pid) {
  return FileDescriptor(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0U)));
}

void signal_process(const FileDescriptor& pidfd, int signum) {
  ::syscall(SYS_pidfd_send_signal, pidfd.get(), signum, nullptr, 0U);
}

bool has_exited(const FileDescriptor& pidfd) {
  pollfd event{pidfd.get(), POLLIN, 0};
  return ::poll(&event, 1, 0) > 0;
}

}  // namespace chaos::os
