#pragma once

#include <string>

#include "chaos/json.h"
#include "cli.h"

namespace chaos::cli {

/// Names the Python interpreter in the header of a write-ahead log if the environment or the
/// settings chose it and a rollback needs it.
void note_interpreter(Json& header, const Json& settings, const Json& experiment);

/// The command that plays what the run with this journal left, to be pasted where the user is.
std::string rollback_command(const GlobalOptions& global, const std::string& journal_path);

/// At the end of a run that nobody watches: whether its system is as it was, if that was to be
/// checked, which of its rollbacks are left, and that command. `quiet`: nothing that is good news.
void advise_rollback(const Json& journal, const std::string& command, bool quiet = false);

}  // namespace chaos::cli
