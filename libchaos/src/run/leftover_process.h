#pragma once

#include <chrono>
#include <stop_token>
#include <string>
#include <vector>

#include "chaos/json.h"
#include "chaos/started_process.h"

namespace chaos {

/// A process of an activity that had not ended when the log did. It may still be running.
struct LeftoverProcess {
  std::string activity;  ///< its name
  StartedProcess process;
  Json owner;            ///< of the log when the process was started; null if unknown
  bool is_undo = false;  ///< it plays a rollback
};

/// Whether it or something in its group is still running. False if its PID is not valid here.
bool is_still_running(const LeftoverProcess& leftover);

/// Ends them at the same time, each with everything in its group, or with its descendants when it
/// led none: SIGTERM, and SIGKILL for those that are still running after the grace period. Leaves
/// alone whatever has reused their PIDs. Once `stop` is requested, returns at once.
void end_processes(const std::vector<LeftoverProcess>& leftovers, std::chrono::milliseconds grace,
                   const std::stop_token& stop);

}  // namespace chaos
