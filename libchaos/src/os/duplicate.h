#pragma once

#include "os/file_descriptor.h"

namespace chaos::os {

/// Duplicates the descriptor to a number above `limit`, which child processes do not inherit.
/// Throws std::system_error.
FileDescriptor duplicate_above(int fd, int limit);

}  // namespace chaos::os
