#pragma once

#include <optional>
#include <string>
#include <vector>

#include "chaos/diagnostic.h"
#include "chaos/json.h"
#include "os/file.h"

namespace chaos {

/// The place where a journal was actually written.
struct SavedJournal {
  std::string path;  ///< "" when it could not be written anywhere
  /// If the journal is not where it should be: why, and in the hint, where it is instead.
  std::optional<Diagnostic> problem = {};
  /// About journals of other runs that were at `path` and are kept elsewhere.
  std::vector<Diagnostic> notices = {};
};

/// Writes the journal of a run to `path`, as JournalPlace does: `version_before` is explained
/// there. If that fails, writes it with save_in_temporary_directory.
SavedJournal save_journal(os::FileSystem& files, const Json& journal, const std::string& directory,
                          const std::string& path,
                          std::optional<std::string> version_before = std::nullopt);

/// Writes the journal to the temporary directory (TMPDIR, else /tmp) and records in it the run's
/// `directory`, where the remaining rollbacks must be played. Returns its path. Throws
/// std::system_error (path in its text).
std::string save_in_temporary_directory(os::FileSystem& files, Json journal,
                                        const std::string& directory);

/// Whether a journal at `path` can be read again and can have a log next to it. False for a pipe, a
/// device, or an open file such as /dev/stdout.
bool keeps_journal(const std::string& path);

/// The current time for the name of a file: "20240131T120000Z".
std::string compact_utc_now();

}  // namespace chaos
