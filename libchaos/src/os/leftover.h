#pragma once

#include <chrono>

#include "chaos/started_process.h"

namespace chaos::os {

/// Processes that outlived the program that started them. Their PIDs must be of this PID namespace.

/// Whether this process (not another one with the same PID), or any process in the group that it
/// led, is still running.
bool is_left_over(const StartedProcess& process);

/// Ends it with everything in its group, or with its descendants when it led none: SIGTERM, and
/// SIGKILL for those that are still running after the grace period. Returns whether all have ended.
bool end_left_over(const StartedProcess& process, std::chrono::milliseconds grace);

}  // namespace chaos::os
