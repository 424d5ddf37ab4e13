#include "run/journal_file.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <ctime>
#include <filesystem>
#include <system_error>

#include "log/log.h"
#include "os/absolute_path.h"
#include "run/wal_owner.h"

namespace chaos {
namespace {

std::string compact_utc_now() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&now, &parts);
  return fmt::format("{:04}{:02}{:02}T{:02}{:02}{:02}Z", parts.tm_year + 1900, parts.tm_mon + 1,
                     parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec);
}

bool is_regular_or_missing(const std::string& path) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  return !std::filesystem::exists(status) || std::filesystem::is_regular_file(status);
}

std::string temporary_directory() {
  std::error_code error;
  const auto directory = std::filesystem::temp_directory_path(error);
  return error ? "/tmp" : directory.string();
}

}  // namespace

std::string wal_path_for(const std::string& path) {
  return path + ".wal";
}

std::vector<std::string> logs_beside(const std::string& path) {
  const std::filesystem::path log(wal_path_for(path));
  const std::string name = log.filename().string();
  std::vector<std::string> found;
  std::error_code error;
  const auto directory = log.has_parent_path() ? log.parent_path() : std::filesystem::path(".");
  for (const auto& entry : std::filesystem::directory_iterator(directory, error)) {
    const std::string other = entry.path().filename().string();
    if ((other == name || other.starts_with(name + ".")) && !other.ends_with(".json")) {
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
        .hint = "nothing was run; name a file in a directory that exists and may be written with "
                "--journal-path"});
  }
  const bool has_place_beside = is_regular_or_missing(path_);
  if (!has_place_beside && !runs_) return;
  id_ = RunDirectory::new_id();
  Json header = origin;
  header["journal"] = os::absolute_path(path_);
  header["run"] = id_;
  if (has_place_beside) {
    version_before_ = files_.version(path_);
    begin_wal(header);
  } else {
    wal_ = std::make_unique<WalWriter>(files_, runs_->path_of(id_), header, "run");
  }
  if (runs_) runs_->enter(id_, os::absolute_path(wal_->path()));
}

/// Under the log's own name, or with a number while other runs are writing to the logs of that name
/// (runs with the same journal: the last to end has it, as in the reference).
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

/// Sets the log at that name aside. Returns whether the name may now be free: not when somebody is
/// writing to it.
bool JournalFile::make_way(const std::string& wal_path) {
  try {
    const WalLease lease = lease_wal(files_, wal_path);
    list_elsewhere(lease, set_aside(wal_path));
    return true;
  } catch (const WalHeld& held) {
    note_other_run(held);
    return false;
  } catch (const std::system_error& error) {
    return error.code() == std::errc::no_such_file_or_directory;  // removed in the meantime
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
  if (!runs_) return;
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
  log::warning(
      fmt::format("An earlier run was killed before its journal was written. What it did is kept "
                  "in '{}': `chaos recover {}` rebuilds its journal, and with --rollback plays the "
                  "rollbacks that never ran.",
                  kept, kept));
  return kept;
}

/// A journal that was not there when this run began is another run's: ours takes its name, as in
/// the reference, but does not destroy it.
void JournalFile::keep_foreign_journal() {
  if (wal_ == nullptr || !is_regular_or_missing(path_)) return;
  const std::string now = files_.version(path_);
  if (now.empty() || now == version_before_) return;
  std::error_code ignored;
  const std::filesystem::path path = std::filesystem::is_symlink(path_, ignored)
                                         ? std::filesystem::canonical(path_, ignored)
                                         : std::filesystem::path(path_);
  for (int i = 1;; ++i) {
    const std::string kept =
        (path.parent_path() / fmt::format("{}-{}-{}{}", path.stem().string(), compact_utc_now(), i,
                                          path.extension().string()))
            .string();
    try {
      files_.rename_new(path.string(), kept);
    } catch (const std::system_error& error) {
      if (error.code() == std::errc::file_exists) continue;
      return;  // then it cannot be replaced either, which the write reports
    }
    notices_.push_back({.message = fmt::format("another run wrote '{}' in the meantime", path_),
                        .hint = fmt::format("its journal is now '{}'", kept)});
    return;
  }
}

void JournalFile::write(const Json& journal) {
  const std::string text = to_json_text(journal, 2);
  try {
    keep_foreign_journal();
    files_.write_atomically(path_, text);
  } catch (const std::system_error& error) {
    throw JournalError(Diagnostic{
        .message =
            fmt::format("the journal cannot be written to '{}': {}", path_, error.code().message()),
        .hint = keep_elsewhere(text)});
  }
  remove_wal();
}

/// Saves the journal in the temporary directory; says where it, or what is left of it, is.
std::string JournalFile::keep_elsewhere(const std::string& text) {
  const std::string fallback = fmt::format("{}/chaos-journal-{}-{}.json", temporary_directory(),
                                           compact_utc_now(), getpid());
  try {
    files_.write_atomically(fallback, text);
    remove_wal();
    return fmt::format("it was kept in '{}' instead", fallback);
  } catch (const std::system_error& error) {
    std::string failed =
        fmt::format("it could not be kept in '{}' either ({})", fallback, error.code().message());
    if (wal_ == nullptr) return failed;
    return fmt::format("{}; once there is room, rebuild it with `chaos recover {}`", failed,
                       wal_->path());
  }
}

void JournalFile::remove_wal() {
  if (wal_ == nullptr) return;
  try {
    wal_->remove();
  } catch (const WalError& error) {
    log::warning(error.what());
    return;
  }
  if (runs_) runs_->leave(id_);
}

}  // namespace chaos
