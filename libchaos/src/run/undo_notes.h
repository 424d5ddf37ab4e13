#pragma once

#include <string>

#include "activity/run_context.h"
#include "chaos/json.h"

namespace chaos {

/// If the run has something to undo, adds to its journal what a later rollback needs: the values
/// that were used, the directory of the run, and which activity each entry belongs to, unless the
/// journal and its location already imply it. `header` is that of the write-ahead log. The journal
/// of a run with nothing to undo stays as it is.
void state_undo_notes(Json& journal, const RunContext& context, const Json& header,
                      const std::string& journal_path);

}  // namespace chaos
