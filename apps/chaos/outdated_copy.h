#pragma once

#include <optional>
#include <string>
#include <vector>

#include "chaos/diagnostic.h"
#include "chaos/json.h"
#include "os/file.h"
#include "run/undo.h"

namespace chaos::cli {

/// A journal or log that is to be rolled back, and may be an old copy.
struct PossibleCopy {
  const Json& journal;        ///< what it says
  std::string original = {};  ///< where the run's journal should be; "" if that is not known
  std::string path = {};      ///< as the user calls it
  std::string kind = {};      ///< "log" or "journal"
  std::string command = {};   ///< rolls it back
};

/// What is wrong with the copy: the original journal of the same run, or the note that a later
/// rollback has left about it, says that some of these undos have succeeded, which are left
/// according to the copy.
std::optional<Diagnostic> find_outdated_copy(os::FileSystem& files, const PossibleCopy& copy,
                                             const std::vector<Undo>& undos);

/// Throws InvalidSource if it is outdated.
void refuse_outdated_copy(os::FileSystem& files, const PossibleCopy& copy,
                          const std::vector<Undo>& undos);

/// Brings the original journal of a run up to date once the run's log has been recovered to a
/// journal elsewhere: `journal` is what that one says. Nothing if there is no original, or if it
/// says more than `journal` does.
void update_original(os::FileSystem& files, const Json& journal, const std::string& original);

}  // namespace chaos::cli
