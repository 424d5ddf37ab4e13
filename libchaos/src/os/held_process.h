#pragma once

#include "os/spawn.h"

namespace chaos::os {

/// A process whose program has not begun. What must be known of it if this program is killed can be
/// written down meanwhile: if this program ends before it calls begin(), the process ends as well,
/// and the program has never run.
class HeldProcess {
 public:
  /// The same process as spawn(spec) starts. Throws std::system_error and leaves nothing behind.
  explicit HeldProcess(const ProcessSpec& spec);

  /// Moves the process out; begin() still lets it go.
  SpawnedProcess take() { return std::move(process_); }

  /// Returns once the program runs. Throws std::system_error when it cannot be started; the process
  /// then ends.
  void begin();

 private:
  std::string executable_;
  SpawnedProcess process_;
  FileDescriptor line_;  // to the waiting process
};

}  // namespace chaos::os
