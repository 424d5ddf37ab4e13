#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "chaos/error.h"
#include "chaos/json.h"
#include "os/file.h"
#include "run/wal_reader.h"

namespace chaos {

/// The write-ahead log cannot be written: names the file, the cause and what to do.
class WalError : public ChaosError {
  using ChaosError::ChaosError;
};

/// There is a log of that name already.
class WalExists : public WalError {
  using WalError::WalError;
};

/// An owner with a higher fence has taken over the log: this writer must not write any more.
class WalSuperseded : public WalError {
  using WalError::WalError;
};

/// Whether WalWriter::keep gave a log this name.
bool is_kept_log(std::string_view name);

/// Appends the records of a run to its write-ahead log (docs/reference/wal-format.md), and holds
/// the log's lock as long as it lives. Safe to use from several threads.
class WalWriter {
 public:
  /// Creates the file, which must not exist, locked and with its header. It appears under its name
  /// only when both are in place. `files` must outlive this. A `command` ("run", "rollback") makes
  /// this process the log's first owner. Throws WalError and leaves no file of its making.
  WalWriter(os::FileSystem& files, std::string path, const Json& header,
            std::string_view command = {});

  /// Takes over a log that was left behind: this process becomes its owner and appends to it.
  /// `content` gets what the log held before. On a full disk, this process holds the log although
  /// the record of it is missing: see `lacks_records`. Throws WalHeld if another process is writing
  /// to the log, InvalidSource if it is not a log, WalError.
  static std::unique_ptr<WalWriter> take_over(os::FileSystem& files, const std::string& path,
                                              std::string_view command, WalContent& content);

  /// Appends one record. It survives the end of this process, and a power cut once synced. Throws
  /// WalError; the record may then be missing from the file, and the next one can be appended all
  /// the same. Throws WalSuperseded if the log has a newer owner, from then on every time. `type`
  /// consists of lower-case letters, digits and "-".
  void append(std::string_view type, const Json& payload);

  /// Returns once everything appended so far would survive a power cut. Throws WalError.
  void sync();

  /// Call this once the run has ended and its journal is written. Notes it in the log, removes the
  /// file (unless another one has taken its name), and closes it. Nothing may be called afterwards.
  /// Throws WalError.
  void remove();

  /// The same for a damaged log, which someone may want to examine: renames the file instead, so
  /// that no command takes it for the log of a killed run. Returns the new path.
  std::string keep();

  const std::string& path() const { return path_; }

  /// Whether a record could not be written, so that the log is incomplete.
  bool lacks_records();

  /// A descriptor that shares the lock; -1 if there is none or the log belongs to somebody else. It
  /// stays open until the log is removed or this is destroyed.
  int descriptor();

  /// Finds the file wherever this program moves to: it is about to change its directory. Not to be
  /// called while others use this.
  void pin_path();

 private:
  WalWriter(os::FileSystem& files, std::string path, std::unique_ptr<os::AppendFile> file);

  void create(const Json& header, std::string_view command);
  std::string create_temporary();
  void become_owner(std::string_view command, std::uint64_t fence);
  void append_text(std::string_view type, const std::string& text);
  void check_still_owner();
  void say_settled();
  bool has_name();

  os::FileSystem& files_;
  std::string path_;
  std::mutex mutex_;
  std::unique_ptr<os::AppendFile> file_;  // guarded by mutex_
  std::uint64_t next_sequence_ = 0;       // guarded by mutex_
  std::uint64_t fence_ = 0;               // guarded by mutex_
  std::uint64_t size_ = 0;                // guarded by mutex_; of the file as it was left
  bool tail_is_torn_ = false;             // guarded by mutex_
  bool superseded_ = false;               // guarded by mutex_
  bool lacks_records_ = false;            // guarded by mutex_
};

}  // namespace chaos
