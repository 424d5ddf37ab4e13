#pragma once

#include <string>

#include "chaos/json.h"
#include "cli.h"

namespace chaos::cli {

/// Names the Python interpreter of the run, if there is one, in the header of a write-ahead log. It
/// is not known yet whether a rollback needs it, because controls may add rollbacks.
void note_interpreter(Json& header, const Json& settings);

/// The command that plays the remaining rollbacks of the run with this journal, as the user can
/// paste it in their directory. It has a `--var` option for each value that only the user knows.
std::string rollback_command(const GlobalOptions& global, const Json& journal,
                             const std::string& journal_path);

/// The same for a run with the log at `wal`. If the log lacks records, it may not say that the
/// other rollbacks succeeded: the command names those that remain according to `journal`.
std::string recover_command(const Json& journal, const std::string& wal,
                            bool lacks_records = false);
/// The same, and reads the log to find out which values are missing.
std::string recover_command(const std::string& wal);

/// What is said at the end of a run without a display.
struct EndOfRun {
  const Json& journal;
  std::string command;            ///< plays the remaining rollbacks
  std::string rollback_strategy;  ///< that the run followed
  bool quiet = false;             ///< nothing that is good news
};

/// Shows whether the run's system is as it was (if that was to be checked), its remaining rollbacks
/// (and that the strategy left them out, if it did), and the command.
void advise_rollback(const EndOfRun& end);

}  // namespace chaos::cli
