#pragma once

#include <optional>
#include <string>
#include <vector>

#include "chaos/diagnostic.h"
#include "chaos/json.h"
#include "os/file.h"

namespace chaos {

/// Puts the journals of runs at their paths. A journal that is already there is displaced in the
/// same step, so that of runs that end at the same moment, none destroys another one's journal.
/// What was displaced is deleted if it is an earlier journal of the same run, or of a run that was
/// over when this one began. It is kept next to the path (see journal_beside) if
///  - another run wrote it while this run was in progress, or
///  - one of its rollbacks failed or was interrupted: then nothing else says what is left to undo.
/// Where a file can only be written over, it is copied first.
class JournalPlace {
 public:
  /// `files` must outlive this. `version_before` is the version (FileSystem::version) that the file
  /// had when the run began; without it, the times in the journals decide which run was first.
  JournalPlace(os::FileSystem& files, std::string path,
               std::optional<std::string> version_before = std::nullopt);

  /// Throws std::system_error if the journal cannot be written; then what was there is untouched.
  void put(const Json& journal);

  /// What the user should know about journals that were displaced.
  const std::vector<Diagnostic>& notices() const { return notices_; }

 private:
  enum class Reason { kNone, kWrittenMeanwhile, kUnfinished };

  struct Occupant {
    std::string version;
    Json journal;                // null if it is not a journal
    bool is_unfinished = false;  // rollbacks were played and did not succeed
  };

  bool put_displacing(const Json& journal);
  void put_over(const Json& journal);
  void settle(const std::string& moved, const Json& journal);
  Occupant look_at(const std::string& file) const;
  Reason reason_to_keep(const Occupant& other, const Json& journal) const;
  std::string copy_of(const Occupant& other) const;
  void note(const Occupant& other, Reason reason, const std::string& kept);

  os::FileSystem& files_;
  const std::string path_;
  const std::optional<std::string> version_before_;
  std::vector<Diagnostic> notices_;
};

/// The path to which the journal at `path` is moved when a run with the same journal path ends
/// later. `start` (ISO 8601) is when the run of that journal began.
std::string journal_beside(os::FileSystem& files, const std::string& path,
                           const std::string& start);

}  // namespace chaos
