#pragma once

#include <optional>

#include "run/interruption.h"
#include "run/recovery.h"

namespace chaos::cli {

/// Looks for processes of activities that had not ended when their run was killed, because their
/// fault could undo the rollbacks. Ends those that are still running, or only reports them: as
/// `end` says, or else as the user answers at a terminal. Without a terminal, they are ended.
/// Throws Stopped if `interruption` ends this before they have.
void settle_leftovers(const RecoveredRun& run, std::optional<bool> end, Interruption& interruption);

/// Only reports which ones are still running.
void mention_leftovers(const RecoveredRun& run);

}  // namespace chaos::cli
