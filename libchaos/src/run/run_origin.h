#pragma once

#include <string>

#include "chaos/json.h"

namespace chaos {

/// Where a run came from, for a rollback that is played later or elsewhere: the members
/// `directory`, `directory_id`, `interpreter` and `variable_files` of a log's header, absolute
/// paths. The settings are not among them: a later command uses its own, or gives the run's with
/// --settings.

/// Which directory that is, independently of its name, and since when that is known; null if there
/// is none.
Json directory_id(const std::string& directory);

/// Adds to the journal, which is at `journal_path`, what its own location does not imply: the
/// directory, for example, only if the journal is not in it, or if the experiment uses keys of our
/// own, so that a copy of the journal elsewhere still puts back the right files; the interpreter
/// only if a rollback may use Python.
void state_origin(Json& journal, const Json& header, const std::string& journal_path);

/// States only the directory, by the same rule, and that it is the one that has this name now.
void state_directory(Json& journal, const std::string& directory, const std::string& journal_path);

/// The directory in which the run with this journal was. If it has been renamed, where it is now,
/// according to the journal in it.
std::string directory_of_run(const Json& journal, const std::string& journal_path);
/// Whether another directory has the name of the run's now, so that rollbacks would act on the
/// wrong files: its device and inode numbers differ. Not if `found`, the journal or log that says
/// so, is in it where it was in the run's: then it is a copy. Nothing is known on another machine.
bool was_replaced(const Json& journal, const std::string& directory, const std::string& found);
/// What the journal says of it; "" if it says nothing.
std::string recorded_directory(const Json& journal);

/// Where the journal was written, if it was in the directory of the run and says so; else "".
std::string recorded_journal(const Json& journal);

/// For the log at `wal`, whose header says that the run was in a directory that does not exist any
/// more: where that directory must be now, judging by where the log was in it. "" if the directory
/// exists, or the log was not in it.
std::string moved_directory(const Json& header, const std::string& wal);

/// Changes the header of a log to say that the run is in that directory, and its journal and Python
/// interpreter with it if they were in the old one.
void move_origin(Json& header, const std::string& directory);

/// The Python interpreter of the run, whose directory is now `directory`; "" if it is not known.
std::string interpreter_of_run(const Json& journal, const std::string& directory);

/// Adds to the journal that it was recovered later: by which command, by whom, and when.
void state_recovery(Json& journal, const std::string& command);

}  // namespace chaos
