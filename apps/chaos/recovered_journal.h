#pragma once

#include <string>

#include "run/recovery.h"

namespace chaos::cli {

/// Where the journal of a killed run goes, whose log is at `wal`: where the run would have written
/// it; beside the log when that was set aside for a later run, whose journal that place now belongs
/// to.
std::string journal_path_of(const RecoveredRun& run, const std::string& wal);

/// States in the journal who put it right, and writes it. Throws std::system_error.
void save_recovered(RecoveredRun& run, const std::string& journal_path, const std::string& command);

}  // namespace chaos::cli
