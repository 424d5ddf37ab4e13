#pragma once

#include <optional>
#include <string>
#include <vector>

#include "os/file.h"

namespace chaos {

/// The list of this user's runs: a directory with one entry for each, named after the run's id. An
/// entry is a symbolic link to the run's write-ahead log, or the log itself if the run has no other
/// place for it. Only a run, recovery, or rollback that ends removes its entry: while the log of a
/// killed run is missing, nobody knows what the run has left.
class RunDirectory {
 public:
  struct Entry {
    std::string id;
    std::string wal;           ///< the absolute path of its log: where it is now, if it is open
    bool alive = false;        ///< a process is writing to the log
    std::string entry = {};    ///< the path of the entry
    std::string trouble = {};  ///< why there is no log to read: "it does not exist"; "" if there is
  };

  /// `$XDG_STATE_HOME/chaos/runs` (usually ~/.local/state/chaos/runs), else
  /// `$XDG_RUNTIME_DIR/chaos/runs`, else /tmp/chaos-UID/runs: the first that can be written.
  /// Nothing if there is none.
  static std::optional<RunDirectory> of_user();

  explicit RunDirectory(std::string path) : path_(std::move(path)) {}

  /// An id that no run has: 8 hexadecimal digits.
  static std::string new_id();

  /// Where the log goes of a run that has no place for it elsewhere.
  std::string path_of(const std::string& id) const;

  /// The log of the run with that id: where its entry leads. It may not exist.
  std::string log_of(const std::string& id) const;

  /// Adds the run to the list. If that fails, the failure is logged, and the run continues.
  void enter(const std::string& id, const std::string& wal) const;
  /// Removes a run that has ended from the list. Its log is to be removed after that, so that a run
  /// in the list whose log is missing has not ended. A log that is in the list itself stays.
  void leave(const std::string& id) const;

  /// Whether the run still has that entry.
  static bool is_listed(const Entry& run);

  /// All runs in the list, the oldest log first.
  std::vector<Entry> list(os::FileSystem& files = os::FileSystem::real()) const;

 private:
  std::string path_;
};

}  // namespace chaos
