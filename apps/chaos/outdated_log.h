#pragma once

#include <string>
#include <vector>

#include "os/file.h"
#include "run/recovery.h"
#include "run/undo.h"

namespace chaos::cli {

/// Throws InvalidSource if the journal of the run says that some of these undos, which the log at
/// `wal` still has to play, have succeeded: then the log is an old copy.
void refuse_outdated_log(os::FileSystem& files, const RecoveredRun& run,
                         const std::vector<Undo>& undos, const std::string& wal);

}  // namespace chaos::cli
