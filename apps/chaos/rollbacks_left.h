#pragma once

#include <string>

#include "cli.h"
#include "run/interruption.h"
#include "run/recovery.h"

namespace chaos::cli {

/// Plays the rollbacks that the run whose write-ahead log is at `wal` left, with the variables that
/// the log's header names, and adds them to its journal. Returns whether every rollback has now
/// run. Throws ChaosError.
bool play_rollbacks_left(const GlobalOptions& global, const std::string& wal, RecoveredRun& run,
                         Interruption& interruption);

}  // namespace chaos::cli
