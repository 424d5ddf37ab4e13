#pragma once

#include <chrono>
#include <string>

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

/// Ends it with everything in its group, or with its descendants when it led none: SIGTERM, and
/// SIGKILL for those that are still running after the grace period. Leaves alone whatever has
/// reused its PID. Returns whether all have ended.
bool end_process(const LeftoverProcess& leftover, std::chrono::milliseconds grace);

}  // namespace chaos
