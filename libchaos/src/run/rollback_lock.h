#pragma once

#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "chaos/json.h"
#include "os/file.h"
#include "os/file_lock.h"

namespace chaos {

/// Identifies the run with this journal, however often the journal or its log was copied: made from
/// its start and its host. 8 hexadecimal digits; "" if the journal does not say when the run began.
std::string run_key(const Json& journal);

/// The right to roll back a run. Nobody else of this user on this machine has it while this object
/// exists, whichever copy of the run's journal or log they use.
class RollbackLock {
 public:
  /// `command` ("rollback", "recover", "watchdog") is for the messages of others, `path` for those
  /// of this process: the journal or log that was to be rolled back. Without a writable directory
  /// of runs, or where files cannot be locked, this has no effect, and a debug record says so.
  /// Throws WalHeld if another process has the right, Stopped.
  RollbackLock(const Json& journal, std::string_view command, const std::string& path,
               const std::stop_token& stop);
  ~RollbackLock();
  RollbackLock(const RollbackLock&) = delete;
  RollbackLock& operator=(const RollbackLock&) = delete;

 private:
  std::optional<os::FileLock> lock_;
};

/// Throws WalHeld if the log at `path` is only a copy, and a process is writing to the original.
/// `header` is that of the copy.
void refuse_copy_in_progress(os::FileSystem& files, const Json& header, const std::string& path);

}  // namespace chaos
