#pragma once

#include "os/file_descriptor.h"

namespace chaos::os {

/// Another descriptor of the same file with a number above `limit`, which no started program
/// inherits. Throws std::system_error.
FileDescriptor duplicate_above(int fd, int limit);

}  // namespace chaos::os
