#pragma once

#include <string>
#include <vector>

#include "activity/run_context.h"
#include "context/variables.h"
#include "run/interruption.h"
#include "run/recovery.h"
#include "run/wal_writer.h"

namespace chaos {

/// Gets `context` ready to play rollbacks of the run with this journal: with the values that the
/// run used, and its secrets resolved again. `explicit_values` win. Nothing is played yet. Throws
/// InvalidExperiment, which names the value or secret that cannot be found although one of `undos`
/// may use it, and what to add to `command`; Stopped.
void prepare_rollbacks(const Json& journal, const Overrides& explicit_values, RunContext& context,
                       Interruption& interruption, const std::vector<Undo>& undos,
                       const std::string& command);
/// The same for all undos of the journal.
void prepare_rollbacks(const Json& journal, const Overrides& explicit_values, RunContext& context,
                       Interruption& interruption);

/// Plays these undos and adds their runs to the journal. Each is recorded in `wal` as it is played,
/// with ids from `next_id` on, so that being killed loses nothing. `context` must be prepared. Then
/// makes the checks that the run asks for, if any, and records the results in the journal. Returns
/// the undos as they are now. Throws nothing of the activities.
std::vector<Undo> play_undos(const std::vector<Undo>& undos, Json& journal, int next_id,
                             WalWriter& wal, RunContext& context, Interruption& interruption);

}  // namespace chaos
