#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace chaos::os {

/// Identifies a file independently of its name.
struct FileIdentity {
  std::uint64_t device = 0;
  std::uint64_t inode = 0;

  bool operator==(const FileIdentity&) const = default;
};

enum class LockResult {
  kTaken,
  kHeldElsewhere,  ///< it is held elsewhere, in this program or another one
  kUnsupported,    ///< the file system cannot lock
};

/// The result of write_displacing.
enum class Displaced {
  kNothing,      ///< the file did not exist; the content was written
  kMoved,        ///< the old file now has the other name; the content is in its place
  kUnsupported,  ///< nothing was done: this file or file system only allows overwriting
};

/// A file that is only appended to. Not thread-safe: one writer, or an outer lock.
class AppendFile {
 public:
  virtual ~AppendFile() = default;
  /// Appends all bytes. Throws std::system_error (path in its text) and leaves at most a torn tail.
  virtual void append(std::string_view bytes) = 0;
  /// Returns once the file and everything appended so far would survive a power failure. Throws
  /// std::system_error.
  virtual void sync() = 0;
  /// Locks the whole file, without waiting. The lock belongs to this object, not to the process, so
  /// two objects in one process exclude each other as well, and it is visible in every PID
  /// namespace. It ends with this object.
  virtual LockResult try_lock() = 0;
  /// The content of the file, whoever wrote it and whatever its name is now.
  virtual std::string read() = 0;
  virtual std::uint64_t size() = 0;
  virtual FileIdentity identity() = 0;
  /// A descriptor of the open file, which other processes may inherit together with the lock. -1
  /// if there is none.
  virtual int descriptor() const { return -1; }
};

/// The file operations that the journal's durability depends on. Tests replace it with a version
/// that discards what was not synced, or runs out of space. Every function throws std::system_error
/// whose text contains the path. Thread-safe.
class FileSystem {
 public:
  virtual ~FileSystem() = default;

  virtual std::string read(const std::string& path) = 0;
  virtual bool exists(const std::string& path) = 0;
  /// Creates the file (mode 0600), which must not exist.
  virtual std::unique_ptr<AppendFile> create_append(const std::string& path) = 0;
  /// Opens a file that exists.
  virtual std::unique_ptr<AppendFile> open_append(const std::string& path) = 0;
  /// Whether the file is locked; false if that cannot be determined.
  virtual bool is_locked(const std::string& path) = 0;
  /// Nothing if there is no such file.
  virtual std::optional<FileIdentity> identity(const std::string& path) = 0;
  /// A string that changes when the file is written or replaced; "" if there is no file.
  virtual std::string version(const std::string& path) = 0;
  /// Replaces `path` by `content` so that after a crash at any time it contains either the old or
  /// the new content, complete: temporary file next to it, sync, rename, sync of the directory. If
  /// it fails (disk full), the old content is unchanged and no temporary file is left. An existing
  /// file's mode is kept, and its owner if possible; symbolic links are followed. Two kinds of
  /// files are overwritten in place instead: anything other than a regular file (a pipe, or
  /// /dev/stdout whatever it refers to), and a file that may be written but not replaced (a single
  /// file mounted into a container, a directory without write permission).
  virtual void write_atomically(const std::string& path, std::string_view content) = 0;
  /// Like write_atomically, but keeps the content of `path`: in one step, the file is renamed to
  /// `displaced`, a new name in the file's directory (after following symbolic links), and the
  /// content takes its place. So if several processes do this at once, each displaces what another
  /// one has written, and none destroys it. A crash leaves the old file complete under one of the
  /// two names. Fails with EEXIST if `displaced` exists.
  virtual Displaced write_displacing(const std::string& path, std::string_view content,
                                     const std::string& displaced) = 0;
  /// Like write_atomically, but a new file is private (mode 0600).
  virtual void write_private(const std::string& path, std::string_view content) = 0;
  /// Removes all permissions on the file, if it exists, except the owner's.
  virtual void make_private(const std::string& path) = 0;
  /// Creates the directory and missing parents, private to their owner (mode 0700). Durable once it
  /// returns.
  virtual void make_directories(const std::string& path) = 0;
  /// Replaces `to` if it exists. Durable once it returns.
  virtual void rename(const std::string& from, const std::string& to) = 0;
  /// The same, but fails with EEXIST if `to` exists, and is durable with the next sync only.
  virtual void rename_new(const std::string& from, const std::string& to) = 0;
  virtual void remove(const std::string& path) = 0;
  /// Checks that `path` could be written by write_atomically, without changing anything.
  virtual void check_writable(const std::string& path) = 0;

  /// The real file system.
  static FileSystem& real();
};

}  // namespace chaos::os
