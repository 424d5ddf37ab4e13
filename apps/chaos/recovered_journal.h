#pragma once

#include <string>

#include "run/recovery.h"

namespace chaos::cli {

/// The path for the journal of a killed run whose log is at `wal`: the run's own journal path, or
/// next to the log if a later run has set the log aside, because the path now belongs to that run.
std::string journal_path_of(const RecoveredRun& run, const std::string& wal);

/// Adds who recovered the journal to it, and writes it. Throws std::system_error.
void save_recovered(RecoveredRun& run, const std::string& journal_path, const std::string& command);

}  // namespace chaos::cli
