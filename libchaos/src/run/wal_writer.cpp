#include "run/wal_writer.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

#include "log/log.h"
#include "os/absolute_path.h"
#include "os/file_owner.h"
#include "os/shell_word.h"
#include "os/write_target.h"
#include "run/wal_format.h"
#include "run/wal_lease.h"
#include "run/wal_owner.h"
#include "run/wal_recorder.h"

namespace chaos {
namespace {

std::string hint_for(const std::error_code& code, const std::string& path, std::string_view doing) {
  const bool is_denied = code == std::errc::permission_denied;
  if (is_denied && doing == "open" && os::belongs_to_another_user(path)) {
    return fmt::format("run the same command {}", os::as_owner_of(path));
  }
  switch (code.value()) {
    case ENOSPC:
    case EDQUOT:
      return "free some space on this disk, or write the journal to another";
    case EEXIST:
      return fmt::format("an earlier run did not end properly: run 'chaos recover {}' first",
                         os::shell_word(path));
    case EACCES:
    case EPERM:
    case EROFS:
      return "write the journal to a directory where you can create files";
    case ENOENT:
    case ENOTDIR:
      return "create the directory, or write the journal elsewhere";
    default:
      return "write the journal to another disk";
  }
}

template <typename Action>
void guarded(const char* doing, const std::string& path, Action&& action) {
  try {
    std::forward<Action>(action)();
  } catch (const std::system_error& error) {
    Diagnostic diagnostic{.message = fmt::format("cannot {} the write-ahead log '{}': {}", doing,
                                                 path, error.code().message()),
                          .hint = hint_for(error.code(), path, doing)};
    if (error.code().value() == EEXIST) throw WalExists(std::move(diagnostic));
    throw WalError(std::move(diagnostic));
  }
}

/// Returns nothing for a log that cannot be read.
WalContent parse_if_possible(const std::string& text, const std::string& path) {
  try {
    return parse_wal(text, path);
  } catch (const InvalidSource&) {
    return {};
  }
}

void remove_quietly(os::FileSystem& files, const std::string& path) {
  try {
    files.remove(path);
  } catch (const std::system_error&) {
    // Report the error that made the file useless.
  }
}

constexpr std::string_view kKeptSuffix = "-damaged";

}  // namespace

bool is_kept_log(std::string_view name) {
  return name.ends_with(kKeptSuffix);
}

WalWriter::WalWriter(os::FileSystem& files, std::string path, const Json& header,
                     std::string_view command)
    : files_(files), path_(std::move(path)) {
  create(header, command);
}

WalWriter::WalWriter(os::FileSystem& files, std::string path, std::unique_ptr<os::AppendFile> file)
    : files_(files), path_(std::move(path)), file_(std::move(file)) {}

/// Creates a file next to the log and opens it. Its name may be taken: the directory may be shared
/// with processes that have the same PID elsewhere.
std::string WalWriter::create_temporary() {
  for (int i = 0;; ++i) {
    std::string path = fmt::format("{}/.chaos-{}-{}.wal", os::directory_of(path_), ::getpid(), i);
    try {
      file_ = files_.create_append(path);
      return path;
    } catch (const std::system_error& error) {
      if (error.code().value() != EEXIST || i > 1000) throw;
    }
  }
}

void WalWriter::create(const Json& header, std::string_view command) {
  std::string temporary;
  guarded("create", path_, [&] { temporary = create_temporary(); });
  try {
    file_->try_lock();  // if that is impossible, the owner's PID is checked instead
    append(kWalHeaderType, Json{{"version", kWalVersion}, {"header", header}});
    if (!command.empty()) become_owner(command, 1);
    guarded("create", path_, [&] { files_.rename_new(temporary, path_); });
  } catch (const WalError&) {
    remove_quietly(files_, temporary);
    throw;
  }
}

std::unique_ptr<WalWriter> WalWriter::take_over(os::FileSystem& files, const std::string& path,
                                                std::string_view command, WalContent& content) {
  std::unique_ptr<WalWriter> writer;
  guarded("open", path, [&] {
    WalLease lease = lease_wal(files, path);
    content = parse_wal(lease.text, path);
    writer.reset(new WalWriter(files, path, std::move(lease.file)));
    writer->size_ = lease.text.size();
    writer->tail_is_torn_ = !lease.text.ends_with('\n');
  });
  writer->next_sequence_ = content.next_sequence;
  try {
    writer->become_owner(command, fence_of(last_owner(content)) + 1);
  } catch (const WalSuperseded&) {
    throw;
  } catch (const WalError& error) {
    log::warning(fmt::format("{}. The log will not record what happens now", error.what()));
  }
  return writer;
}

void WalWriter::become_owner(std::string_view command, std::uint64_t fence) {
  fence_ = fence;
  append(wal_record::kOwner, make_owner(command, fence));
}

void WalWriter::append(std::string_view type, const Json& payload) {
  const std::string text = to_json_text(payload, -1);
  const std::lock_guard lock(mutex_);
  append_text(type, text);
}

void WalWriter::append_text(std::string_view type, const std::string& text) {
  check_still_owner();
  std::string line = encode_wal_line(next_sequence_, type, text);
  if (tail_is_torn_) line.insert(0, 1, '\n');
  ++next_sequence_;
  tail_is_torn_ = true;
  try {
    guarded("write", path_, [&] { file_->append(line); });
  } catch (const WalError&) {
    lacks_records_ = true;
    size_ = file_->size();
    throw;
  }
  tail_is_torn_ = false;
  size_ += line.size();
}

/// The lock keeps other processes away, except on file systems without locks.
void WalWriter::check_still_owner() {
  guarded("write", path_, [&] {
    if (!superseded_ && file_->size() == size_) return;
    const WalContent content = parse_if_possible(file_->read(), path_);
    size_ = file_->size();
    // If the process that plays an undo has lost its runner, it may have recorded the end of the
    // undo.
    next_sequence_ = std::max(next_sequence_, content.next_sequence);
    const Json owner = last_owner(content);
    superseded_ = superseded_ || fence_of(owner) > fence_;
    if (!superseded_) return;
    throw WalSuperseded(
        Diagnostic{.message = fmt::format("the write-ahead log '{}' was taken over by {}", path_,
                                          describe_owner(owner)),
                   .hint = "that process now decides what is rolled back"});
  });
}

bool WalWriter::lacks_records() {
  const std::lock_guard lock(mutex_);
  return lacks_records_;
}

void WalWriter::pin_path() {
  path_ = os::absolute_path(path_);
}

int WalWriter::descriptor() {
  const std::lock_guard lock(mutex_);
  return superseded_ ? -1 : file_->descriptor();
}

void WalWriter::sync() {
  const std::lock_guard lock(mutex_);
  guarded("write", path_, [&] { file_->sync(); });
}

/// If the record cannot be written (a full disk) and the run is killed at this very moment, its
/// watchdog still finds that there is nothing to play.
void WalWriter::say_settled() {
  try {
    append_text(wal_record::kSettled, "{}");
  } catch (const WalSuperseded&) {
    throw;
  } catch (const WalError&) {
    // Only such a watchdog needs this record.
  }
}

/// Throws if another file has taken the name: only this writer's own file may be removed or
/// renamed. Returns false if the file no longer has a name, because someone has deleted it.
bool WalWriter::has_name() {
  const auto there = files_.identity(path_);
  if (!superseded_ && (!there || *there == file_->identity())) return there.has_value();
  throw WalError(fmt::format(
      "the write-ahead log '{}' now belongs to another process and was left alone", path_));
}

std::string WalWriter::keep() {
  const std::lock_guard lock(mutex_);
  std::string kept = path_ + std::string(kKeptSuffix);
  guarded("rename", path_, [&] {
    const bool is_there = has_name();
    for (int i = 2; files_.exists(kept); ++i)
      kept = fmt::format("{}-{}{}", path_, i, kKeptSuffix);
    say_settled();
    if (is_there) files_.rename_new(path_, kept);
  });
  file_.reset();
  return kept;
}

void WalWriter::remove() {
  const std::lock_guard lock(mutex_);
  guarded("remove", path_, [&] {
    const bool is_there = has_name();
    say_settled();
    // Delete it while it is locked, so that nobody takes it over.
    if (is_there) files_.remove(path_);
  });
  file_.reset();
}

}  // namespace chaos
