#pragma once

#include <sys/types.h>

#include <string>

#include "os/file_descriptor.h"

namespace chaos::os {

/// All of these throw std::system_error whose text is the path.

/// open(2) for a descriptor that no other program inherits. Opening a FIFO waits for its other end.
FileDescriptor open_file(const std::string& path, int flags, mode_t mode = 0);

/// The same for a path where another user may have put something else: never blocks, and fails with
/// EINVAL for anything other than a regular file.
FileDescriptor open_regular_file(const std::string& path, int flags, mode_t mode = 0);

/// The whole content of an open regular file. `path` is for the error.
std::string read_all(const FileDescriptor& file, const std::string& path);

}  // namespace chaos::os
