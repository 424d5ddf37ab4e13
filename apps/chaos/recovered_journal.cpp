#include "recovered_journal.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>
#include <vector>

#include "log/log.h"
#include "os/file.h"
#include "os/file_descriptor.h"
#include "os/shell_word.h"
#include "run/journal.h"
#include "run/journal_file.h"
#include "run/run_directory.h"
#include "run/run_environment.h"
#include "run/run_origin.h"
#include "run/undo.h"
#include "run/unrecorded_undos.h"

namespace chaos::cli {

void follow_directory(RecoveredRun& run, const std::string& wal, const std::string& given) {
  if (!given.empty()) return move_origin(run.header, given);
  const std::string moved = moved_directory(run.header, wal);
  if (moved.empty()) return;
  log::warning(
      fmt::format("The directory of the run, '{}', no longer exists. Using '{}', where its log is",
                  run.header.value("directory", ""), moved));
  move_origin(run.header, moved);
}

std::string journal_path_of(const RecoveredRun& run, const std::string& wal) {
  const std::string intended = run.header.value("journal", "journal.json");
  const bool in_place = std::filesystem::path(wal).filename() ==
                        std::filesystem::path(wal_path_for(intended)).filename();
  return in_place || !os::FileSystem::real().exists(intended) ? intended : wal + ".json";
}

SavedJournal save_recovered(RecoveredRun& run, const std::string& journal_path,
                            const std::string& command, const std::string& shown_path) {
  state_recovery(run.journal, command);
  state_origin(run.journal, run.header, journal_path);
  update_environment(run.journal);
  SavedJournal saved = save_journal(os::FileSystem::real(), presentable(run.journal),
                                    run.header.value("directory", ""), journal_path);
  report_place(saved);
  if (!saved.problem) log::info(fmt::format("The journal is in '{}'", shown_path));
  return saved;
}

void give_to_owner_of(const std::string& wal, const std::string& journal) {
  struct stat log {};
  struct stat file {};
  if (::geteuid() != 0 || ::stat(wal.c_str(), &log) != 0) return;
  const os::FileDescriptor open(
      ::open(journal.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (!open.is_open() || ::fstat(open.get(), &file) != 0) return;
  if (!S_ISREG(file.st_mode) || file.st_nlink != 1 || file.st_uid == log.st_uid) return;
  if (::fchown(open.get(), log.st_uid, log.st_gid) != 0) {
    log::warning(fmt::format("'{}' cannot be given to the user of the run: {}", journal,
                             std::generic_category().message(errno)));
  }
}

void remove_recovered(WalWriter& wal, const RecoveredRun& run) {
  const auto runs = RunDirectory::of_user();
  const Json* id = find(run.header, "run");
  if (runs && id != nullptr) runs->leave(python_str(*id));
  try {
    if (run.damage.empty())
      wal.remove();
    else
      log::warning(fmt::format("The damaged log is kept as '{}'", wal.keep()));
  } catch (const WalError& error) {
    log::warning(error.what());
  }
}

void explain_kept_log(const Json& journal, WalWriter& wal, const std::string& shown_wal) {
  std::vector<Undo> unrecorded;
  if (wal.lacks_records()) {
    unrecorded = unrecorded_undos(os::FileSystem::real(), journal, wal.path());
  }
  if (!unrecorded.empty()) {
    log::error(fmt::format("The log '{}', which is kept, does not say that {} succeeded", shown_wal,
                           quoted_names_of(unrecorded)));
    if (left_to_undo(journal).empty()) {
      log::error(
          fmt::format("Nothing is left to play, so delete it, or they would be played "
                      "again: rm {}",
                      os::shell_word(shown_wal)));
    }
    return;
  }
  log::error(
      fmt::format("The log is kept and says all of that. Once the journal can be written: "
                  "chaos recover {}",
                  os::shell_word(shown_wal)));
}

void report_place(const SavedJournal& saved) {
  for (const auto& notice : saved.notices)
    log::warning(fmt::format("{}; {}", notice.message, notice.hint));
  if (saved.problem) log::error(fmt::format("{}; {}", saved.problem->message, saved.problem->hint));
}

}  // namespace chaos::cli
