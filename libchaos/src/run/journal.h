#pragma once

#include "chaos/json.h"
#include "os/clock.h"

namespace chaos {

/// The version of the reference library whose journal format is used.
inline constexpr const char* kJournalVersion = "1.44.0";

/// The journal of a run that starts now.
Json new_journal(const Json& experiment, const os::Clock& clock = os::Clock::real());

/// Ends the journal: its time and duration, and its status, which becomes "completed" unless it
/// is one of the others the specification knows.
void end_journal(Json& journal, double duration_seconds,
                 const os::Clock& clock = os::Clock::real());

/// Takes over what hooks changed inside the experiment since the journal was begun. As in the
/// reference, the journal shares the experiment's parts but not its top level: a member that was
/// added or replaced by a plain value stays as it was.
void refresh_experiment(Json& journal, const Json& experiment);

/// The journal with secrets redacted from the inputs and results of runs (arguments, output,
/// exception, attempts, failure), and from what the run has put into the experiment (its title, the
/// values given to judges). The rest of the experiment is the author's own text and stays.
Json presentable(Json journal);
/// The same for one run, and for the state of a hypothesis (or null).
Json presentable_run(Json run);
Json presentable_state(Json state);

}  // namespace chaos
