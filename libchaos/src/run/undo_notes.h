#pragma once

#include <string>

#include "activity/run_context.h"
#include "chaos/json.h"

namespace chaos {

/// States in the journal of a run that has something to undo what is needed for that later: the
/// values that were used, where the run was, and what each of its runs was of, as far as the
/// journal and its place do not already say so. `header` is that of the write-ahead log. The
/// journal of a run with nothing to undo stays as it is.
void state_undo_notes(Json& journal, const RunContext& context, const Json& header,
                      const std::string& journal_path);

}  // namespace chaos
