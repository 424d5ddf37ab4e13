#pragma once

#include <string>
#include <vector>

#include "os/file.h"

namespace chaos::cli {

/// The log of a run that was killed.
struct KilledRun {
  std::string wal;       ///< its path: relative to the current directory if it is in there
  std::string title;     ///< of the experiment
  std::string start;     ///< when the run began
  std::size_t left = 0;  ///< how many rollbacks are left to play
};

/// Those of this user's runs, and of the current directory, that nobody is writing to any more.
/// What cannot be read is left out.
std::vector<KilledRun> find_killed_runs(os::FileSystem& files);

/// Shows them, and the command for each.
void print_killed_runs(const std::vector<KilledRun>& runs);

}  // namespace chaos::cli
