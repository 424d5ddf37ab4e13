#pragma once

#include "os/file_descriptor.h"

namespace chaos::testing {

/// A port at 127.0.0.1 that nobody else is given as long as this lives. Nobody listens there until
/// a server of the test does, which may do so again and again; it must reuse addresses, as servers
/// do. tests/support/ports.py is the same for tests in Python.
class ReservedPort {
 public:
  ReservedPort();

  int number() const { return number_; }

 private:
  os::FileDescriptor socket_;  // bound, and never listening: that keeps all others away
  int number_ = 0;
};

}  // namespace chaos::testing
