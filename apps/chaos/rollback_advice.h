#pragma once

#include <string>

#include "chaos/json.h"
#include "cli.h"

namespace chaos::cli {

/// Names the Python interpreter in the header of a write-ahead log if the environment or the
/// settings chose it and a rollback needs it.
void note_interpreter(Json& header, const Json& settings, const Json& experiment);

/// The command that plays the remaining rollbacks of the run with this journal, as the user can
/// paste it in their directory.
std::string rollback_command(const GlobalOptions& global, const std::string& journal_path);

/// At the end of a run without a display, shows whether its system is as it was (if that was to be
/// checked), its remaining rollbacks, and that command. `quiet`: shows no good news.
void advise_rollback(const Json& journal, const std::string& command, bool quiet = false);

}  // namespace chaos::cli
