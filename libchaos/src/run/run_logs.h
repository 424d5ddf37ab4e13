#pragma once

#include <string>
#include <vector>

#include "chaos/json.h"
#include "os/file.h"
#include "run/wal_reader.h"

namespace chaos {

/// A journal and a write-ahead log of the same run can both exist: `chaos recover` rebuilds the
/// journal and leaves the log if rollbacks remain. Only the log says what is played from then on,
/// so these functions find it wherever the journal is.

/// Notes in the journal that the log at this absolute path has the last word; "" removes the note.
void state_log(Json& journal, const std::string& log);

/// The run_key of the run in the log; "" if the log does not say when the run began.
std::string run_key(const WalContent& content);

/// The logs of the run with this journal that exist: the one that the journal notes, even if a
/// later run has set it aside, and those in the directory of runs. Logs that cannot be read are
/// left out.
std::vector<std::string> logs_of_run(os::FileSystem& files, const Json& journal);

}  // namespace chaos
