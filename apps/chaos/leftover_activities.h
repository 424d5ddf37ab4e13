#pragma once

#include <optional>

#include "run/interruption.h"
#include "run/recovery.h"

namespace chaos::cli {

/// Looks for the processes of activities that had not ended when their run was killed: their fault
/// would go on, and win over the rollbacks. Ends those that are still running, or only says that
/// they are: as `end` says, else as the user answers at a terminal, and without one by ending them.
void settle_leftovers(const RecoveredRun& run, std::optional<bool> end, Interruption& interruption);

/// Only says which are still running.
void mention_leftovers(const RecoveredRun& run);

}  // namespace chaos::cli
