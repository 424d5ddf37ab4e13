#pragma once

#include <string>

#include "os/file_descriptor.h"

namespace chaos::testing {

/// A named pipe with which a script reports its progress to a test, `echo here > pipe`, or waits
/// for the test, `read word < pipe`. Each pipe has one direction.
class NamedPipe {
 public:
  /// Creates the pipe.
  explicit NamedPipe(const std::string& path);

  /// Waits for one line and returns it without its newline; after half a minute, the test fails and
  /// it returns "".
  std::string read_line();
  /// Lets one script continue that waits, or will wait.
  void write_line(const std::string& text = "go") const;

 private:
  os::FileDescriptor pipe_;
  std::string buffer_;
};

}  // namespace chaos::testing
