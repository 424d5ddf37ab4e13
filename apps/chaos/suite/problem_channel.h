#pragma once

#include <string>
#include <vector>

#include "os/file_descriptor.h"
#include "shown_problems.h"

namespace chaos::cli {

/// How the process of one experiment hands over the problems that it has shown: a file in memory
/// that it writes before it ends.
class ProblemChannel {
 public:
  /// Throws std::system_error.
  ProblemChannel();

  /// For `--problems-file`. Valid while this exists.
  std::string path() const;

  /// What the process has written; nothing if it was killed.
  std::vector<ShownProblem> read() const;

 private:
  os::FileDescriptor file_;
};

}  // namespace chaos::cli
