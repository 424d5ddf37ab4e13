#pragma once

#include <sched.h>
#include <sys/types.h>

#include <optional>

#include "chaos/json.h"

namespace chaos::python {

/// As long as this object exists, this thread and the main thread of another process, which take
/// turns, run on one processor. Waking a thread on a sleeping processor costs more than most calls,
/// and several times as much in virtual machines. This is only a hint: if it cannot be given,
/// nothing changes.
class SharedCpu {
 public:
  /// The thread of `process` is waiting for what this one is about to send. It must restore its
  /// `processors()` as soon as it runs, because everything it starts inherits them.
  explicit SharedCpu(pid_t process);
  /// Restores the processors of this thread.
  ~SharedCpu();
  SharedCpu(const SharedCpu&) = delete;
  SharedCpu& operator=(const SharedCpu&) = delete;

  /// The numbers of the processors that the other thread could use; null if it still can.
  Json processors() const;

 private:
  std::optional<cpu_set_t> ours_;
  std::optional<cpu_set_t> theirs_;
};

}  // namespace chaos::python
