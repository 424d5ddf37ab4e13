#pragma once

#include <cstdint>

namespace chaos::os {

/// Names one process for good: numbers are used again, but not with the same time of start.
struct ProcessIdentity {
  int pid = 0;
  std::uint64_t start_ticks = 0;  ///< kernel ticks from boot to its start; 0 when unknown

  bool operator==(const ProcessIdentity&) const = default;
};

/// This process.
ProcessIdentity current_process();

/// Whether that very process still runs.
bool is_running(const ProcessIdentity& process);

}  // namespace chaos::os
