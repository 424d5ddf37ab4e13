#include "run/leftover_process.h"

#include "os/leftover.h"
#include "run/wal_owner.h"

namespace chaos {
namespace {

/// Whether its PID can still belong to the process.
bool may_exist(const LeftoverProcess& leftover) {
  return is_in_reach(leftover.owner) && !has_rebooted_since(leftover.owner);
}

}  // namespace

bool is_still_running(const LeftoverProcess& leftover) {
  return may_exist(leftover) && os::is_left_over(leftover.process, session_of(leftover.owner));
}

void end_processes(const std::vector<LeftoverProcess>& leftovers, std::chrono::milliseconds grace,
                   const std::stop_token& stop) {
  std::vector<os::LeftOver> processes;
  for (const auto& leftover : leftovers) {
    if (!may_exist(leftover)) continue;
    processes.push_back({.process = leftover.process, .session = session_of(leftover.owner)});
  }
  os::end_left_over(processes, grace, stop);
}

}  // namespace chaos
