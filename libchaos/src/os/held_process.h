#pragma once

#include "os/spawn.h"

namespace chaos::os {

/// A process that has not started its program yet, so that the caller can record the process first.
/// If the caller is killed before it calls begin(), the process ends too, and its program never
/// runs.
class HeldProcess {
 public:
  /// Creates the same process as spawn(spec). Throws std::system_error and leaves nothing behind.
  explicit HeldProcess(const ProcessSpec& spec);

  /// Moves the process out; begin() still starts its program.
  SpawnedProcess take() { return std::move(process_); }

  /// Starts the program, and returns once it runs. Throws std::system_error if it cannot be
  /// started; the process then ends.
  void begin();

 private:
  std::string executable_;
  SpawnedProcess process_;
  FileDescriptor line_;  // to the waiting process
};

}  // namespace chaos::os
