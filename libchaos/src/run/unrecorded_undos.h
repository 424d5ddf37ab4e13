#pragma once

#include <string>
#include <vector>

#include "chaos/json.h"
#include "os/file.h"
#include "run/undo.h"

namespace chaos {

/// The undos that succeeded according to `journal`, while the log at `wal` does not say so, because
/// a record could not be written (a full disk): all that did if the log cannot be read.
std::vector<Undo> unrecorded_undos(os::FileSystem& files, const Json& journal,
                                   const std::string& wal);

/// "'mend', 'restart'"
std::string quoted_names_of(const std::vector<Undo>& undos);

}  // namespace chaos
