#include "os/standard_streams.h"

#include <fcntl.h>
#include <unistd.h>

#include <initializer_list>

namespace chaos::os {

void occupy_standard_streams() {
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(fd, F_GETFD) >= 0) continue;
    // open() returns the lowest free descriptor, which is this one. With the opposite access mode,
    // every use fails.
    const int access = fd == STDIN_FILENO ? O_WRONLY : O_RDONLY;
    [[maybe_unused]] const int opened = ::open("/dev/null", access | O_CLOEXEC);
  }
}

}  // namespace chaos::os
