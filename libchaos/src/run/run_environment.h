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

/// Sets the environment variables that the .env files of the run have set, according to the journal
/// (and only by name: their values are in no journal). Those that a file has set for this command
/// stay as they are. Throws InvalidSource if such a file no longer exists or cannot be read, and
/// nothing shows that its variables are set all the same; `command` is for the hint.
void restore_environment(const Json& journal, const std::string& command);

/// Whether one of the variable files of a log's header or of a journal's block is a .env file.
bool has_env_file(const Json& header);

/// Logs, in one line, which variables of this program differ from those of the journal's run, as
/// far as the journal has checks.
void mention_other_environment(const Json& journal);

}  // namespace chaos
