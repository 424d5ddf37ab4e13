#pragma once

#include <chrono>

#include "chaos/started_process.h"

namespace chaos::os {

/// Processes that outlived whoever started them. Their numbers must be of this PID namespace.

/// Whether that very process, or anything in the group that it led, is still running.
bool is_left_over(const StartedProcess& process);

/// Ends it with everything in its group, or with its descendants when it led none: SIGTERM, and
/// SIGKILL for what is still there after the grace. Returns whether nothing is left.
bool end_left_over(const StartedProcess& process, std::chrono::milliseconds grace);

}  // namespace chaos::os
