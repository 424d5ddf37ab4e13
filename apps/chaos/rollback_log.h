#pragma once

#include <memory>
#include <optional>
#include <string>

#include "chaos/json.h"
#include "os/file.h"
#include "os/memory_file_system.h"
#include "run/run_directory.h"
#include "run/wal_writer.h"

namespace chaos::cli {

/// Throws if there is a log that says more than the journal does, next to it or elsewhere: see
/// RollbackLog. `shown` is the journal's path as the user gave it. Changes nothing.
void refuse_other_logs(os::FileSystem& files, const std::string& shown, const Json& journal);

/// The log of a `chaos rollback`, which also keeps other processes from rolling back the same run.
/// It is next to the journal; if it cannot be written there (a full or read-only disk), it is in
/// the directory of runs. If it cannot be written there either, there is only a warning: rolling
/// back is more important than the record of it.
class RollbackLog {
 public:
  /// `shown` is the journal's path as the user gave it, `path` the absolute one. The caller holds
  /// the RollbackLock of the run. Throws WalHeld while another process writes to a log of this
  /// journal, and InvalidSource if a killed one has left a log, also next to a copy of the journal,
  /// or if the log of the run itself still exists.
  RollbackLog(os::FileSystem& files, const std::string& shown, const std::string& path,
              const Json& journal);

  /// Records the journal, so that `chaos recover` can continue if this process is killed.
  void record(const Json& journal);

  WalWriter& wal() { return *wal_; }
  /// Whether the log is in a file and can be recovered, even if it lacks some of what was done.
  bool is_of_use() const;
  void remove();

 private:
  std::unique_ptr<WalWriter> begin_at(const std::string& path);
  void begin_elsewhere(const WalError& error);
  void refuse_others(const Json& journal) const;

  os::FileSystem& files_;
  os::MemoryFileSystem nowhere_;  // for a log that cannot be written
  const std::string shown_;
  const std::string key_;  // of the run
  const std::string beside_;
  const std::optional<RunDirectory> runs_;
  const std::string id_;
  Json header_;
  std::unique_ptr<WalWriter> lock_;  // of a log that can be locked but not written
  std::unique_ptr<WalWriter> wal_;
  bool in_file_ = true;
};

}  // namespace chaos::cli
