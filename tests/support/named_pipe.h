#pragma once

#include <string>

#include "os/file_descriptor.h"

namespace chaos::testing {

/// A named pipe by which a script tells a test how far it is, `echo here > pipe`, or waits for the
/// test, `read word < pipe`. One of them is for one direction.
class NamedPipe {
 public:
  /// Makes the pipe.
  explicit NamedPipe(const std::string& path);

  /// Waits for one line and returns it without its newline; a test failure, and "", when none
  /// comes for half a minute.
  std::string read_line();
  /// Lets one script go on that waits, or will.
  void write_line(const std::string& text = "go") const;

 private:
  os::FileDescriptor pipe_;
  std::string buffer_;
};

}  // namespace chaos::testing
