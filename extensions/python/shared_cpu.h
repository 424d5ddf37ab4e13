#pragma once

#include <sched.h>
#include <sys/types.h>

#include <optional>

#include "chaos/json.h"

namespace chaos::python {

/// As long as it lives, this thread and the main thread of another process, which take turns, do so
/// on one processor. To wake a thread on another one that sleeps costs more than most calls do, in
/// virtual machines several times as much. A hint: where it cannot be given, nothing changes.
class SharedCpu {
 public:
  /// The thread of `process` waits for what this one is about to send. It is up to it to go back to
  /// the `processors()` that it could use, as soon as it runs: what it starts inherits them.
  explicit SharedCpu(pid_t process);
  /// Lets this thread run where it could before.
  ~SharedCpu();
  SharedCpu(const SharedCpu&) = delete;
  SharedCpu& operator=(const SharedCpu&) = delete;

  /// The numbers of the processors that the other thread could use; null when it still can.
  Json processors() const;

 private:
  std::optional<cpu_set_t> ours_;
  std::optional<cpu_set_t> theirs_;
};

}  // namespace chaos::python
