#pragma once

#include <string>

#include "os/file.h"

namespace chaos {

/// Whether the last owner of the log with this text has removed it, or set it aside for good: the
/// run has ended, or everything has been put back. Throws InvalidSource if it is no log.
bool is_settled(const std::string& text, const std::string& path);

/// Writes a log again that somebody has deleted while it was in use. `text` is what it held, read
/// through a descriptor that is still open, and `path` where it was; if there is no room for it any
/// more, or no directory, it is put among the temporary files. Returns where it is now. Throws
/// WalError.
std::string restore_deleted_log(os::FileSystem& files, const std::string& text,
                                const std::string& path);

}  // namespace chaos
