#pragma once

#include <string>

#include "activity/run_record.h"
#include "chaos/json.h"

namespace chaos {

/// A journal shows what controls have done to it. What has to be undone does not depend on that: if
/// the journal says anything else than the runner's own record, the record is part of the journal's
/// `chaos` block, as `record`, in the form of a journal.

/// The run as the runner itself recorded it: that record or, if there is none, the journal. Only
/// the experiment, the runs, and their places are in it.
const Json& own_record(const Json& journal);

/// The same as a whole journal: everything else is as the journal says.
Json as_recorded(Json journal);

/// States in the journal what has to be undone according to the record: the record itself, if the
/// journal says anything else, or else, for actions with an undo, their names and places, so that
/// it is noticed if somebody removes them from the journal later.
void state_record(Json& journal, const RunRecord& record);

/// Throws InvalidSource if the journal contradicts what its `chaos` block says about what was to be
/// undone, because somebody has edited it, so that rolling back would miss something. The message
/// begins with `what`, such as "the journal 'journal.json'".
void check_record(const Json& journal, const std::string& what);

}  // namespace chaos
