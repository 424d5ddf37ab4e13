#pragma once

#include <string>

#include "os/file.h"

namespace chaos {

/// Writes a log again that somebody has deleted while it was in use. `text` is what it held, read
/// through a descriptor that is still open, and `path` where it was; if there is no room for it any
/// more, or no directory, it is put among the temporary files. Returns where it is now, or "" if
/// there is no need: the log was removed by its last owner, when everything had been put back.
/// Throws WalError.
std::string restore_deleted_log(os::FileSystem& files, const std::string& text,
                                const std::string& path);

}  // namespace chaos
