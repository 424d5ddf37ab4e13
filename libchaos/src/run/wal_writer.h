#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "chaos/error.h"
#include "chaos/json.h"
#include "os/file.h"

namespace chaos {

/// The write-ahead log cannot be written: names the file, the cause and what to do.
class WalError : public ChaosError {
  using ChaosError::ChaosError;
};

/// Appends the records of a run to its write-ahead log (docs/reference/wal-format.md). Safe to use
/// from several threads.
class WalWriter {
 public:
  /// Creates the file, which must not exist, and appends the header. `files` must outlive this.
  /// Throws WalError and leaves no file of its making.
  WalWriter(os::FileSystem& files, std::string path, const Json& header);

  /// Appends one record. It survives the end of this process, and a power cut once synced.
  /// Throws WalError; the record may then be missing from the file, and the next one can be
  /// appended all the same. `type` consists of lower-case letters, digits and "-".
  void append(std::string_view type, const Json& payload);

  /// Returns once everything appended so far would survive a power cut. Throws WalError.
  void sync();

  /// Closes and removes the file: the run has ended and its journal is written. Nothing may be
  /// called afterwards. Throws WalError.
  void remove();

  const std::string& path() const { return path_; }

 private:
  void discard();

  os::FileSystem& files_;
  const std::string path_;
  std::mutex mutex_;
  std::unique_ptr<os::AppendFile> file_;  // guarded by mutex_
  std::uint64_t next_sequence_ = 0;       // guarded by mutex_
  bool tail_is_torn_ = false;             // guarded by mutex_
};

}  // namespace chaos
