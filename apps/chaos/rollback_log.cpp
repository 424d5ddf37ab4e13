#include "rollback_log.h"

#include <fmt/format.h>

#include <filesystem>
#include <system_error>

#include "chaos/error.h"
#include "log/log.h"
#include "rollback_advice.h"
#include "run/journal_file.h"
#include "run/recovery.h"
#include "run/rollback_lock.h"
#include "run/run_logs.h"
#include "run/run_origin.h"
#include "run/run_status.h"
#include "run/wal_owner.h"

namespace chaos::cli {
namespace {

/// The same for all rollbacks of a run, so that they find each other in the directory of runs.
std::string id_for(const Json& journal) {
  std::string key = run_key(journal);
  return key.empty() ? RunDirectory::new_id() : key;
}

/// The journal of the run that is to be rolled back.
struct ToRollBack {
  std::string journal;  ///< its path as the user gave it
  std::string key;      ///< its run_key
};

/// How the log relates to the journal: a killed rollback of the run has left it, or it is the run's
/// own (and the journal was rebuilt from it), or it belongs to a later run.
std::string describe(const WalContent& content, const std::string& log, const ToRollBack& what) {
  if (command_of(last_owner(content)) == "rollback") {
    return fmt::format("an earlier rollback of '{}' was killed and left the log '{}'", what.journal,
                       log);
  }
  if (!what.key.empty() && run_key(content) == what.key) {
    return fmt::format("the log of the run of '{}' still exists: '{}'", what.journal, log);
  }
  return fmt::format("'{}' is from an earlier run; the last run was killed and left the log '{}'",
                     what.journal, log);
}

/// Refuses because of this log: the journal lacks what the log says, or will say, about rollbacks
/// that were played, or it belongs to an earlier run.
[[noreturn]] void refuse(const WalContent& content, const std::string& log,
                         const ToRollBack& what) {
  throw InvalidSource(
      Diagnostic{.message = describe(content, log, what),
                 .hint = fmt::format("nothing was rolled back; to play the remaining rollbacks: {}",
                                     recover_command(log))});
}

/// Throws if the log contains anything to recover, or is damaged. It is not opened for writing,
/// which is impossible on a read-only disk. It may be locked nevertheless, by a process that opened
/// it before.
void check_unwritable(os::FileSystem& files, const std::string& log, const ToRollBack& what) {
  const WalContent content = read_wal(files, log);
  if (is_wal_held(files, log)) {
    throw InvalidSource(
        Diagnostic{.message = fmt::format("another process is writing to the log '{}': {}", log,
                                          describe_owner(last_owner(content))),
                   .hint = "nothing was rolled back; wait until it has ended"});
  }
  if (began_nothing(content)) return;
  recover_run(content, log);
  refuse(content, log, what);
}

/// Deletes the log of a run that began nothing; throws for any other.
void settle(os::FileSystem& files, const std::string& log, const ToRollBack& what) {
  WalLease lease;
  try {
    lease = lease_wal(files, log);
  } catch (const std::system_error& error) {
    if (error.code() == std::errc::no_such_file_or_directory) return;
    return check_unwritable(files, log, what);
  }
  const WalContent content = parse_wal(lease.text, log);
  if (began_nothing(content)) {
    files.remove(log);
    return;
  }
  recover_run(content, log);
  refuse(content, log, what);
}

}  // namespace

void refuse_other_logs(os::FileSystem& files, const std::string& shown, const Json& journal) {
  const ToRollBack what{.journal = shown, .key = run_key(journal)};
  const std::string beside = wal_path_for(shown);
  if (files.exists(beside)) check_unwritable(files, beside, what);
  for (const auto& log : logs_of_run(files, journal))
    check_unwritable(files, log, what);
}

RollbackLog::RollbackLog(os::FileSystem& files, const std::string& shown, const std::string& path,
                         const Json& journal)
    : files_(files),
      shown_(shown),
      key_(run_key(journal)),
      beside_(wal_path_for(shown)),
      runs_(RunDirectory::of_user()),
      id_(id_for(journal)),
      header_({{"source", path},
               {"journal", path},
               {"directory", directory_of_run(journal, path)},
               {"directory_id", directory_id(directory_of_run(journal, path))},
               {"run", id_}}) {
  try {
    wal_ = begin_at(beside_);
    refuse_others(journal);
  } catch (const WalExists&) {
    throw;
  } catch (const WalError& error) {
    settle(files_, beside_, {shown_, key_});
    refuse_others(journal);
    begin_elsewhere(error);
  } catch (...) {
    if (wal_ != nullptr) wal_->remove();
    throw;
  }
  if (runs_ && in_file_) runs_->enter(id_, wal_->path());
}

std::unique_ptr<WalWriter> RollbackLog::begin_at(const std::string& path) {
  for (;;) {
    try {
      auto wal = std::make_unique<WalWriter>(files_, path, header_, "rollback");
      wal->pin_path();
      return wal;
    } catch (const WalExists&) {
      settle(files_, path, {shown_, key_});
    }
  }
}

/// The run's own log may be anywhere. Another rollback of this run may have its log next to a copy
/// of the journal or, if it found the disk full, in the directory of runs.
void RollbackLog::refuse_others(const Json& journal) const {
  for (const auto& log : logs_of_run(files_, journal))
    settle(files_, log, {shown_, key_});
  if (!runs_) return;
  const std::string other = runs_->log_of(id_);
  std::error_code error;
  if (wal_ != nullptr && std::filesystem::equivalent(other, wal_->path(), error)) return;
  if (std::filesystem::exists(other, error)) settle(files_, other, {shown_, key_});
  runs_->leave(id_);  // if it is still there, it leads nowhere
}

void RollbackLog::begin_elsewhere(const WalError& error) {
  if (wal_ != nullptr) lock_ = std::move(wal_);
  if (runs_) {
    if (lock_ != nullptr) runs_->leave(id_);  // the name is needed for the log itself
    try {
      wal_ = begin_at(runs_->path_of(id_));
      if (lock_ == nullptr) settle(files_, beside_, {shown_, key_});
      log::warning(fmt::format("{}. Using '{}' instead", error.what(), wal_->path()));
      return;
    } catch (const WalError&) {
      // Fall through to the warning below.
    } catch (...) {
      if (wal_ != nullptr) wal_->remove();
      throw;
    }
  }
  in_file_ = false;
  wal_ = std::make_unique<WalWriter>(nowhere_, beside_, header_, "rollback");
  log::warning(fmt::format(
      "{}. If this rollback is killed, there is no record of how far it got{}", error.what(),
      lock_ != nullptr ? "" : "; make sure that nobody else rolls back this run at the same time"));
}

void RollbackLog::record(const Json& journal) {
  try {
    record_ended_run(journal, *wal_);
    return;
  } catch (const WalSuperseded&) {
    throw;
  } catch (const WalError& error) {
    begin_elsewhere(error);
  }
  try {
    record_ended_run(journal, *wal_);
  } catch (const WalError& error) {
    log::warning(fmt::format("{}. If this rollback is killed, there is no record of how far it got",
                             error.what()));
  }
}

bool RollbackLog::is_of_use() const {
  if (!in_file_) return false;
  try {
    recover_run(files_, wal_->path());
    return true;
  } catch (const ChaosError&) {
    return false;  // not even what is to be rolled back could be recorded
  }
}

void RollbackLog::remove() {
  if (runs_) runs_->leave(id_);
  wal_->remove();
  if (lock_ != nullptr) lock_->remove();
}

}  // namespace chaos::cli
