#include "os/duplicate.h"

#include <fcntl.h>

#include <cerrno>
#include <system_error>

namespace chaos::os {

FileDescriptor duplicate_above(int fd, int limit) {
  FileDescriptor duplicate(::fcntl(fd, F_DUPFD_CLOEXEC, limit + 1));
  if (!duplicate.is_open()) throw std::system_error(errno, std::generic_category(), "fcntl");
  return duplicate;
}

}  // namespace chaos::os
