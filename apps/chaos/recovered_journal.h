#pragma once

#include <string>

#include "run/recovery.h"
#include "run/saved_journal.h"
#include "run/wal_writer.h"

namespace chaos::cli {

/// Changes the header to say where the directory of the run is now: `given` or, if that is "" and
/// the directory no longer exists, where the log at `wal` is. The latter is a warning.
void follow_directory(RecoveredRun& run, const std::string& wal, const std::string& given = "");

/// The path for the journal of a killed run whose log is at `wal`: the run's own journal path, or
/// next to the log if a later run has set the log aside, because the path now belongs to that run.
std::string journal_path_of(const RecoveredRun& run, const std::string& wal);

/// Notes in the journal who recovered it, writes it, and reports where it is. `shown_path` is what
/// the user calls `journal_path`. If the journal cannot be written there, it goes where
/// save_journal puts it.
SavedJournal save_recovered(RecoveredRun& run, const std::string& journal_path,
                            const std::string& command, const std::string& shown_path);

/// Root recovers the run of a user: without this, the user's next run could not write its journal.
void give_to_owner_of(const std::string& wal, const std::string& journal);

/// Reports where a journal is that is not where it should be, and where the journals of other runs
/// are that were in its place.
void report_place(const SavedJournal& saved);

/// For a journal that could not be written anywhere: logs what its log, which stays, does not say
/// either, and what to do with it. `shown_wal` is what the user calls the log.
void explain_kept_log(const Json& journal, WalWriter& wal, const std::string& shown_wal);

/// Removes the log of a recovered run, and its entry in the directory of runs. A damaged log is
/// kept under another name, so that it can be examined. A failure to remove the log is only logged.
void remove_recovered(WalWriter& wal, const RecoveredRun& run);

}  // namespace chaos::cli
