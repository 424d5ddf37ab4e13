#pragma once

#include <functional>
#include <string>
#include <vector>

#include "os/file.h"

namespace chaos::cli {

/// The log of a run that was killed.
struct KilledRun {
  std::string id;        ///< of the run; "" if the log does not say
  std::string wal;       ///< its path: relative to the current directory if it is in it
  std::string title;     ///< of the experiment
  std::string start;     ///< when the run began
  std::size_t left = 0;  ///< how many rollbacks remain to be played
  bool is_here = false;  ///< in the current directory
  /// A sentence that says why it cannot be recovered: a process holds the log, it is missing or
  /// cannot be read, or it belongs to another user. "" if it can.
  std::string obstacle = {};
};

/// The logs of killed runs in the current directory and among this user's runs. A log that cannot
/// be recovered is included, with the obstacle, except that of a run in progress elsewhere. Runs
/// that were killed before they began are left out.
/// `command_for` makes the command that recovers a log as the user has asked to.
std::vector<KilledRun> find_killed_runs(
    os::FileSystem& files, const std::function<std::string(const std::string&)>& command_for);

/// Removes the runs that cannot be recovered from the list, and returns them.
std::vector<KilledRun> take_obstructed(std::vector<KilledRun>& runs);

/// Prints the runs, with the command that recovers each of them.
void print_killed_runs(const std::vector<KilledRun>& runs);

}  // namespace chaos::cli
