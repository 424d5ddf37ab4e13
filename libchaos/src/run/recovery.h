#pragma once

#include <string>
#include <vector>

#include "chaos/json.h"
#include "os/file.h"
#include "run/wal_writer.h"

namespace chaos {

/// What the write-ahead log of a killed run tells.
struct RecoveredRun {
  Json header;                         ///< origin, journal path and writer, as JournalFile wrote it
  Json journal;                        ///< rebuilt, with status "aborted"
  std::vector<std::size_t> rollbacks;  ///< indices of the rollbacks that did not end
  std::vector<std::string> problems;   ///< what was damaged in the log, one sentence each
};

/// Rebuilds the journal of the run whose write-ahead log is at `path`: every activity that ended
/// is in it as it was recorded, and every one that was under way, with status "aborted" and no
/// end. A run that had ended, and only lacks its journal, keeps its own status.
/// Throws InvalidSource when the file is no write-ahead log or tells of no run.
RecoveredRun recover_run(os::FileSystem& files, const std::string& path);

/// The way back: writes the log that a run which ended with this journal leaves when it is killed
/// just before the journal is written. recover_run makes the journal of it again, and knows which
/// of its rollbacks did not end. Throws WalError.
void record_ended_run(const Json& journal, WalWriter& wal);

}  // namespace chaos
