#pragma once

#include <string>

#include "activity/run_context.h"
#include "context/variables.h"
#include "os/file.h"
#include "run/interruption.h"
#include "run/recovery.h"

namespace chaos {

/// Plays the rollbacks of a recovered run that did not end, and adds their runs to its journal.
/// They are recorded in the write-ahead log at `wal_path` as they are played, so that being killed
/// again loses nothing. `context` needs its registry and settings only.
/// Returns whether every rollback has now run. Throws InvalidExperiment when configuration or
/// secrets cannot be resolved, WalError.
bool play_missing_rollbacks(os::FileSystem& files, const std::string& wal_path, RecoveredRun& run,
                            RunContext& context, Interruption& interruption,
                            const Overrides& overrides);

}  // namespace chaos
