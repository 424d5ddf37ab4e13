#pragma once

#include "os/file_descriptor.h"

namespace chaos::testing {

/// A port on 127.0.0.1 that is reserved during its lifetime. Nothing listens there until a server
/// of the test does, which it may do repeatedly; it must reuse addresses, as servers usually do.
/// tests/support/ports.py is the same for tests in Python.
class ReservedPort {
 public:
  ReservedPort();

  int number() const { return number_; }

 private:
  os::FileDescriptor socket_;  // bound, but never listening: this blocks the port for all others
  int number_ = 0;
};

}  // namespace chaos::testing
