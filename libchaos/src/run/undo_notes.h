#pragma once

#include <string>

#include "activity/run_context.h"
#include "chaos/json.h"

namespace chaos {

/// What a run knows about itself besides its context.
struct UndoOrigin {
  const Json& header;  ///< of the write-ahead log
  const std::string& journal_path;
  const std::string& strategy;  ///< for the rollbacks
};

/// If the run has something to undo, adds to its journal what a later rollback needs: the values
/// that were used, the directory of the run, and which activity each entry belongs to, unless the
/// journal and its location already imply it. The journal of a run with nothing to undo stays as it
/// is.
void state_undo_notes(Json& journal, const RunContext& context, const UndoOrigin& origin);

}  // namespace chaos
