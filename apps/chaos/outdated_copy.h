#pragma once

#include <string>
#include <vector>

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
  std::string command = {};   ///< plays all of its rollbacks again
};

/// Throws InvalidSource if the original journal of the same run says that some of these undos,
/// which are left according to the copy, have succeeded.
void refuse_outdated_copy(os::FileSystem& files, const PossibleCopy& copy,
                          const std::vector<Undo>& undos);

}  // namespace chaos::cli
