#include "run/wal_writer.h"

#include <fmt/format.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "run/wal_format.h"

namespace chaos {
namespace {

std::string hint_for(const std::error_code& code, const std::string& path) {
  switch (code.value()) {
    case ENOSPC:
    case EDQUOT:
      return "free some space on this disk, or write the journal to another";
    case EEXIST:
      return fmt::format("an earlier run did not end properly: run 'chaos recover {}' first", path);
    case EACCES:
    case EPERM:
    case EROFS:
      return "write the journal to a directory in which you may create files";
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
    throw WalError(Diagnostic{.message = fmt::format("cannot {} the write-ahead log '{}': {}",
                                                     doing, path, error.code().message()),
                              .hint = hint_for(error.code(), path)});
  }
}

}  // namespace

WalWriter::WalWriter(os::FileSystem& files, std::string path, const Json& header)
    : files_(files), path_(std::move(path)) {
  guarded("create", path_, [&] { file_ = files_.create_append(path_); });
  try {
    append(kWalHeaderType, Json{{"version", kWalVersion}, {"header", header}});
  } catch (const WalError&) {
    discard();
    throw;
  }
}

void WalWriter::discard() {
  file_.reset();
  try {
    files_.remove(path_);
  } catch (const std::system_error&) {
    // The error that made the file useless is the one to report.
  }
}

void WalWriter::append(std::string_view type, const Json& payload) {
  const std::string text = to_json_text(payload, -1);
  const std::lock_guard lock(mutex_);
  std::string line = encode_wal_line(next_sequence_, type, text);
  if (tail_is_torn_) line.insert(0, 1, '\n');
  ++next_sequence_;
  tail_is_torn_ = true;
  guarded("write", path_, [&] { file_->append(line); });
  tail_is_torn_ = false;
}

void WalWriter::sync() {
  const std::lock_guard lock(mutex_);
  guarded("write", path_, [&] { file_->sync(); });
}

void WalWriter::remove() {
  const std::lock_guard lock(mutex_);
  file_.reset();
  guarded("remove", path_, [&] { files_.remove(path_); });
}

}  // namespace chaos
