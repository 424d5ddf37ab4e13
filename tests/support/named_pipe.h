#pragma once

#include <string>

#include "os/file_descriptor.h"

namespace chaos::testing {

/// A named pipe by which a script tells a test how far it is: `echo here > pipe`.
class NamedPipe {
 public:
  /// Makes the pipe.
  explicit NamedPipe(const std::string& path);

  /// Waits for one line and returns it without its newline; a test failure, and "", when none
  /// comes for half a minute.
  std::string read_line();

 private:
  os::FileDescriptor pipe_;
  std::string buffer_;
};

}  // namespace chaos::testing
