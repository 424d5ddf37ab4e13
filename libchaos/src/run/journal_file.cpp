#include "run/journal_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <system_error>

#include "experiment/experiment.h"
#include "log/log.h"
#include "os/absolute_path.h"
#include "os/file_owner.h"
#include "os/shell_word.h"
#include "run/journal_place.h"
#include "run/left_as_found.h"
#include "run/saved_journal.h"
#include "run/undo.h"
#include "run/unrecorded_undos.h"
#include "run/wal_owner.h"

namespace chaos {

namespace {

/// "wal", "2.wal", and both followed by the time at which they were set aside. Not the journals
/// rebuilt from those logs, and not a damaged log that was kept.
bool is_log_suffix(std::string suffix) {
  const std::size_t digits = suffix.find_first_not_of("0123456789");
  if (digits != 0 && digits != suffix.npos && suffix[digits] == '.') suffix.erase(0, digits + 1);
  if (suffix.ends_with(".json") || is_kept_log(suffix)) return false;
  return suffix == "wal" || suffix.starts_with("wal.");
}

/// For a journal that could not be saved, while its log lacks the last events.
std::string hint_about_incomplete_log(os::FileSystem& files, const Json& journal,
                                      const std::string& wal) {
  const std::string hint = fmt::format("; the log '{}' is incomplete, too", wal);
  const auto unrecorded = unrecorded_undos(files, journal, wal);
  if (unrecorded.empty()) {
    return fmt::format("{}; once there is room, `chaos recover {}` rebuilds what it says", hint,
                       os::shell_word(wal));
  }
  return fmt::format("{}, and does not say that {} succeeded; {}", hint,
                     quoted_names_of(unrecorded),
                     left_to_undo(journal).empty() ? "nothing is left to play, so delete it"
                                                   : "play only the others from it");
}

}  // namespace

std::string wal_path_for(const std::string& path) {
  return path + ".wal";
}

std::vector<std::string> logs_beside(const std::string& path) {
  const std::filesystem::path log(wal_path_for(path));
  const std::string stem = std::filesystem::path(path).filename().string() + ".";
  std::vector<std::string> found;
  std::error_code error;
  const auto directory = log.has_parent_path() ? log.parent_path() : std::filesystem::path(".");
  for (const auto& entry : std::filesystem::directory_iterator(directory, error)) {
    std::error_code unknown;
    if (!entry.is_regular_file(unknown)) continue;
    const std::string other = entry.path().filename().string();
    if (other.starts_with(stem) && is_log_suffix(other.substr(stem.size()))) {
      found.push_back((log.parent_path() / other).string());
    }
  }
  std::ranges::sort(found);
  return found;
}

void JournalFile::open(const Json& origin) {
  try {
    files_.check_writable(path_);
  } catch (const std::system_error& error) {
    throw JournalError(Diagnostic{
        .message =
            fmt::format("the journal cannot be written to '{}': {}", path_, error.code().message()),
        .hint = "nothing was run; use --journal-path to name a file in an existing, writable "
                "directory"});
  }
  if (const Json* directory = find(origin, "directory")) directory_ = python_str(*directory);
  const bool is_beside = has_place_beside();
  if (!is_beside && !runs_) return;
  id_ = RunDirectory::new_id();
  Json header = origin;
  header["journal"] = os::absolute_path(path_);
  header["run"] = id_;
  if (keeps_journal(path_)) version_before_ = files_.version(path_);
  if (is_beside) {
    begin_wal(header);
  } else {
    wal_ = std::make_unique<WalWriter>(files_, runs_->path_of(id_), header, "run");
  }
  if (runs_) runs_->enter(id_, os::absolute_path(wal_->path()));
}

bool JournalFile::has_place_beside() const {
  if (!keeps_journal(path_)) return false;
  if (!runs_) return true;  // then the error is about the log
  try {
    files_.check_writable(fmt::format("{}.{}", wal_path_for(path_), compact_utc_now()));
    return true;
  } catch (const std::system_error&) {  // the journal itself exists, and is written in place
    return false;
  }
}

/// Uses the log's own name, or adds a number while other runs are writing to the logs with that
/// name (runs with the same journal: the last one to end keeps it, as in the reference).
void JournalFile::begin_wal(const Json& header) {
  std::string path = wal_path_for(path_);
  for (int number = 2;;) {
    try {
      wal_ = std::make_unique<WalWriter>(files_, path, header, "run");
      return;
    } catch (const WalExists&) {
      if (make_way(path)) continue;
    }
    path = fmt::format("{}.{}.wal", path_, number++);
  }
}

/// Renames the log with that name. Returns whether the name may now be free, which it is not if
/// somebody is writing to it.
bool JournalFile::make_way(const std::string& wal_path) {
  try {
    const WalLease lease = lease_wal(files_, wal_path);
    list_elsewhere(lease, set_aside(wal_path));
    return true;
  } catch (const WalHeld& held) {
    note_other_run(held);
    return false;
  } catch (const std::system_error& error) {
    return error.code() == std::errc::no_such_file_or_directory;  // deleted in the meantime
  }
}

void JournalFile::note_other_run(const WalHeld& held) {
  const std::string title =
      held.title().empty() ? "another run" : fmt::format("'{}'", held.title());
  notices_.push_back(
      {.message = fmt::format("{} is in progress and will write the same journal, '{}' ({})", title,
                              path_, describe_owner(held.owner())),
       .hint = "the run that ends last gets that name, and the other journal is kept next to it; "
               "use --journal-path to give each run its own"});
}

/// `chaos ps` and `recover` must still find the run whose log was set aside.
void JournalFile::list_elsewhere(const WalLease& log, const std::string& wal_path) const {
  // Another user's log must not be rolled back as one of this user's runs.
  if (!runs_ || os::belongs_to_another_user(wal_path)) return;
  try {
    const Json header = parse_wal(log.text, wal_path).header;
    const Json* id = find(header, "run");
    if (id == nullptr) return;
    runs_->leave(python_str(*id));
    runs_->enter(python_str(*id), os::absolute_path(wal_path));
  } catch (const InvalidSource&) {
    // Nobody can recover from a log that cannot be read.
  }
}

/// Returns the log's new name.
std::string JournalFile::set_aside(const std::string& wal_path) {
  std::string kept = fmt::format("{}.{}", wal_path, compact_utc_now());
  for (int i = 2; files_.exists(kept); ++i) {
    kept = fmt::format("{}.{}-{}", wal_path, compact_utc_now(), i);
  }
  try {
    files_.rename_new(wal_path, kept);
  } catch (const std::system_error& error) {
    throw JournalError(
        fmt::format("the write-ahead log of an earlier run, '{}', cannot be set "
                    "aside: {}",
                    wal_path, error.code().message()));
  }
  if (os::belongs_to_another_user(kept)) {
    log::warning(fmt::format(
        "A log of another user was in the way of this run's log. It is now '{}'.", kept));
    return kept;
  }
  log::warning(
      fmt::format("An earlier run was killed before its journal was written. What it did is kept "
                  "in '{}': `chaos recover {}` rebuilds its journal, and with --rollback plays the "
                  "rollbacks that never ran.",
                  kept, os::shell_word(kept)));
  return kept;
}

/// If another run with the same journal path is still in progress, it will move this journal.
void JournalFile::note_successor(const Json& journal) {
  const auto logs = logs_beside(path_);
  if (std::ranges::none_of(logs, [this](const auto& log) { return is_wal_held(files_, log); })) {
    return;
  }
  const Json* start = find(journal, "start");
  notices_.push_back(
      {.message = fmt::format("another run is in progress and will write '{}' when it ends", path_),
       .hint =
           fmt::format("the journal of this run will then be moved to '{}'",
                       journal_beside(files_, path_, start != nullptr ? python_str(*start) : ""))});
}

void JournalFile::write(const Json& journal) {
  SavedJournal saved = save_journal(files_, journal, directory_, path_, version_before_);
  std::ranges::move(saved.notices, std::back_inserter(notices_));
  const bool is_lasting = saved.path != path_ || keeps_journal(path_);
  if (is_lasting) written_ = saved.path;
  keeps_log_ = true;
  const bool owes = touched_anything(journal) && !left_to_undo(journal).empty();
  if (!saved.path.empty() && (is_lasting || !owes)) remove_wal();
  if (saved.path == path_ && is_lasting) note_successor(journal);
  if (!saved.problem) return;
  if (saved.path.empty() && wal_ != nullptr) {
    saved.problem->hint +=
        wal_->lacks_records()
            ? hint_about_incomplete_log(files_, journal, wal_->path())
            : fmt::format("; once there is room, rebuild it with `chaos recover {}`",
                          os::shell_word(wal_->path()));
  }
  throw JournalError(std::move(*saved.problem));
}

std::string JournalFile::kept_log() const {
  return keeps_log_ && wal_ != nullptr ? os::absolute_path(wal_->path()) : std::string();
}

bool JournalFile::log_lacks_records() const {
  return wal_ != nullptr && wal_->lacks_records();
}

void JournalFile::remove_wal() {
  if (wal_ == nullptr) return;
  keeps_log_ = false;
  if (runs_) runs_->leave(id_);
  try {
    wal_->remove();
  } catch (const WalError& error) {
    log::warning(error.what());
  }
}

}  // namespace chaos
