#include "run/journal_file.h"

#include <fmt/format.h>
#include <unistd.h>

#include <ctime>
#include <filesystem>
#include <system_error>

#include "log/log.h"
#include "os/process_identity.h"
#include "run/wal_reader.h"

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

/// The process that a write-ahead log's header names as its writer.
os::ProcessIdentity writer_of(const Json& header) {
  const Json* writer = find(header, "writer");
  if (writer == nullptr) return {};
  return {.pid = writer->value("pid", 0), .start_ticks = writer->value("start_ticks", 0ull)};
}

bool belongs_to_living_run(os::FileSystem& files, const std::string& path) {
  try {
    return os::is_running(writer_of(read_wal(files, path).header));
  } catch (const std::exception&) {
    return false;  // unreadable: not written by a run that still goes on
  }
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
  if (!is_regular_or_missing(path_)) return;
  const os::ProcessIdentity self = os::current_process();
  Json header = origin;
  const std::string path = path_.starts_with("./") ? path_.substr(2) : path_;
  header["journal"] = std::filesystem::absolute(path).string();
  header["writer"] = {{"pid", self.pid}, {"start_ticks", self.start_ticks}};
  wal_ = std::make_unique<WalWriter>(files_, free_wal_path(), header);
}

/// The log's name, after one left there was set aside; another name while a run is still writing
/// to that one (two runs with the same journal: the last to end has it, as in the reference).
std::string JournalFile::free_wal_path() {
  std::string path = wal_path_for(path_);
  if (!files_.exists(path)) return path;
  if (belongs_to_living_run(files_, path)) return fmt::format("{}.{}.wal", path_, getpid());
  set_aside(path);
  return path;
}

void JournalFile::set_aside(const std::string& wal_path) {
  std::string kept = fmt::format("{}.{}", wal_path, compact_utc_now());
  for (int i = 2; files_.exists(kept); ++i) {
    kept = fmt::format("{}.{}-{}", wal_path, compact_utc_now(), i);
  }
  try {
    files_.rename(wal_path, kept);
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
}

void JournalFile::write(const Json& journal) {
  const std::string text = to_json_text(journal, 2);
  try {
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
  }
}

}  // namespace chaos
