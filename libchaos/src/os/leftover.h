#pragma once

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <stop_token>
#include <vector>

#include "chaos/deadline.h"
#include "chaos/started_process.h"

namespace chaos::os {

/// Processes that outlived the program that started them. Their PIDs must be from this PID
/// namespace, and the machine must not have been rebooted since. `session` is the one they were
/// started in: it determines whether a group whose leader is gone is still the same group. If it is
/// unknown, such a group counts as a different one.
struct LeftOver {
  StartedProcess process;
  std::optional<pid_t> session;
};

/// Whether this process (not another one with the same PID), or any process in the group that it
/// led, is still running.
bool is_left_over(const StartedProcess& process, std::optional<pid_t> session);

/// The processes that is_left_over() looks for, once they have ended or `limit` has passed: those
/// that are still running.
std::vector<pid_t> wait_for_left_over(const LeftOver& process, const Deadline& limit);

/// Ends it with everything in its group, or with its descendants if it did not lead one: SIGTERM,
/// and SIGKILL for those that are still running after the grace period. Returns whether all have
/// ended.
bool end_left_over(const StartedProcess& process, std::optional<pid_t> session,
                   std::chrono::milliseconds grace);

/// Ends several at the same time. Once `stop` is requested, returns immediately, without ending the
/// rest.
bool end_left_over(const std::vector<LeftOver>& processes, std::chrono::milliseconds grace,
                   const std::stop_token& stop);

}  // namespace chaos::os
