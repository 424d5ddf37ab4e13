#pragma once

#include <string>

#include "chaos/json.h"

namespace chaos {

/// The environment in which a run could roll back. A later rollback is played in that of its
/// caller: the same undo may then reach another cluster (KUBECONFIG) or account (AWS_PROFILE).

/// For each variable that the programs of a run are given: name -> a check of its value. It is one
/// byte, so that it tells most changes but not what the value was, however few it can have. Leaves
/// out the variables that belong to a terminal or a session and differ all the time.
Json environment_checks();

/// Notes the checks in the journal if anything is left to undo, and removes them otherwise.
void state_environment(Json& journal, const Json& checks);
/// The same for those that are in it already.
void update_environment(Json& journal);

/// Logs, in one line, which variables of this program differ from those of the journal's run, as
/// far as the journal has checks.
void mention_other_environment(const Json& journal);

}  // namespace chaos
