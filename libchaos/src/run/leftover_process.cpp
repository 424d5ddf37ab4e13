#include "run/leftover_process.h"

#include "os/leftover.h"
#include "run/wal_owner.h"

namespace chaos {
namespace {

/// Whether its PID can still be that of the process.
bool may_exist(const LeftoverProcess& leftover) {
  return is_in_reach(leftover.owner) && !has_rebooted_since(leftover.owner);
}

}  // namespace

bool is_still_running(const LeftoverProcess& leftover) {
  return may_exist(leftover) && os::is_left_over(leftover.process, session_of(leftover.owner));
}

bool end_process(const LeftoverProcess& leftover, std::chrono::milliseconds grace) {
  return !may_exist(leftover) ||
         os::end_left_over(leftover.process, session_of(leftover.owner), grace);
}

}  // namespace chaos
