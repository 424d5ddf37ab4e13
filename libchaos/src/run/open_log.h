#pragma once

#include <string>

#include "os/file.h"

namespace chaos {

/// The owner of a log. A log has the id of its run in its header, but its name may be reused for
/// another run's log, and its file can lose its name.

/// Whether the file is the log of the run with that id. Also true if it does not say: it is
/// damaged, or of an older version.
bool may_be_log_of(os::FileSystem& files, const std::string& path, const std::string& id);

/// For a log that is no longer at `path`, because it was deleted or its directory was moved: where
/// it can be read as long as the process lives that is writing to it, "/proc/PID/fd/N". "" if there
/// is no such process, or it is out of sight (another user's, or in another PID namespace).
std::string find_open_log(os::FileSystem& files, const std::string& path, const std::string& id);

}  // namespace chaos
