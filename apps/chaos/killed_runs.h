#pragma once

#include <string>
#include <vector>

#include "os/file.h"

namespace chaos::cli {

/// The log of a run that was killed.
struct KilledRun {
  std::string wal;       ///< its path: relative to the current directory if it is in it
  std::string title;     ///< of the experiment
  std::string start;     ///< when the run began
  std::size_t left = 0;  ///< how many rollbacks remain to be played
};

/// The logs of this user's runs and in the current directory that no process is writing to.
/// Unreadable logs are left out.
std::vector<KilledRun> find_killed_runs(os::FileSystem& files);

/// Prints the runs, with the command that recovers each of them.
void print_killed_runs(const std::vector<KilledRun>& runs);

}  // namespace chaos::cli
