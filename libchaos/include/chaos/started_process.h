#pragma once

#include <cstdint>
#include <functional>

namespace chaos {

/// A process that was started on behalf of an activity.
struct StartedProcess {
  int pid = 0;
  std::uint64_t start_ticks = 0;  ///< kernel ticks from boot to its start; 0 if unknown
  bool leads_group = false;       ///< of the same number, which holds what it starts itself
};

/// Called as soon as a process has been started, so that it can be found if this program dies.
using ProcessObserver = std::function<void(const StartedProcess&)>;

}  // namespace chaos
