#pragma once

#include <string>

#include "os/file.h"

namespace chaos {

/// Whether the log with this text was removed, or renamed for good, by its last owner, because the
/// run has ended or everything has been put back. Throws InvalidSource if the text is not a log.
bool is_settled(const std::string& text, const std::string& path);

/// Restores a log that was deleted while it was in use. `text` is its content, read through a
/// descriptor that is still open, and `path` is where it was. If it cannot be written there (a full
/// disk, a missing directory), it goes to the temporary directory. Returns the new path. Throws
/// WalError.
std::string restore_deleted_log(os::FileSystem& files, const std::string& text,
                                const std::string& path);

}  // namespace chaos
