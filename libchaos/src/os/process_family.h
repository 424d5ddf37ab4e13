#pragma once

#include <sys/types.h>

#include <vector>

#include "os/file_descriptor.h"

namespace chaos::os {

/// A process and its descendants. Known descendants are remembered, so that they can still be
/// signalled after their parent has ended and the kernel has reparented them.
class ProcessFamily {
 public:
  explicit ProcessFamily(pid_t root);

  /// Searches for descendants again. Returns whether there are new ones.
  bool look_again();
  void signal(int signum) const;
  /// Suspends all of them first, so that none can start another one unnoticed.
  void kill();

 private:
  struct Member {
    pid_t pid;
    FileDescriptor handle;
  };

  bool knows(pid_t pid) const;

  std::vector<Member> members_;
};

}  // namespace chaos::os
