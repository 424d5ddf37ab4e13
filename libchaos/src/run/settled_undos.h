#pragma once

#include <string>
#include <vector>

#include "chaos/json.h"
#include "os/file.h"
#include "run/undo.h"

namespace chaos {

/// Two journals of one run can exist: a copy, one that `chaos recover --journal-path` wrote
/// elsewhere, or one that was rebuilt earlier. When rollbacks are played later from one of them, or
/// from the log, the others do not say so. So each later command leaves a note about the run in the
/// directory of runs, and looks for one before it plays anything.
struct SettledUndos {
  std::vector<std::string> pointers = {};  ///< of the undos that succeeded
  std::string journal = {};                ///< which says so, unless it was deleted; may be ""
  std::string note = {};                   ///< the path of the note; "" if there is none
};

/// Notes which undos have succeeded according to `journal`, which is now at `path` ("" if it could
/// not be written). `played` are the undos that were played just now, as they are now: what an
/// earlier note says of them is outdated. If the note cannot be written, that is only logged.
/// Deletes notes that are older than a year.
void note_settled_undos(os::FileSystem& files, const Json& journal, const std::vector<Undo>& played,
                        const std::string& path);

/// What the note about the run with this journal says.
SettledUndos settled_undos(os::FileSystem& files, const Json& journal);

}  // namespace chaos
