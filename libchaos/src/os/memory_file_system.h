#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "os/file.h"

namespace chaos::os {

/// A file system in memory that records what was synced, and fails on request: for tests, and for
/// rehearsals, which leave nothing on disk. Directories do not exist: any path names a file.
/// Thread-safe.
class MemoryFileSystem : public FileSystem {
 public:
  /// Simulates a power failure: files contain only what was synced, and those never synced are
  /// gone. `surviving` bytes of what was appended after that reach the disk nevertheless.
  void reboot(std::size_t surviving = 0);

  /// From now on, only this many more bytes fit; then writing fails with ENOSPC after writing what
  /// fits.
  void set_free_space(std::size_t bytes);

  /// After `successes` further calls, one call fails with `error` and does nothing; later ones
  /// succeed again. Every function of the file system and its files counts.
  void fail_call(std::size_t successes, int error);

  /// From now on files cannot be locked, as on some network file systems.
  void forbid_locks();

  /// The number of calls so far.
  std::size_t calls() const;

  /// The current content of a file; nothing if there is no such file. Does not count as a call.
  std::optional<std::string> content(const std::string& path) const;
  void set_content(const std::string& path, std::string content);

  std::string read(const std::string& path) override;
  bool exists(const std::string& path) override;
  std::unique_ptr<AppendFile> create_append(const std::string& path) override;
  std::unique_ptr<AppendFile> open_append(const std::string& path) override;
  bool is_locked(const std::string& path) override;
  std::optional<FileIdentity> identity(const std::string& path) override;
  std::string version(const std::string& path) override;
  void write_atomically(const std::string& path, std::string_view content) override;
  Displaced write_displacing(const std::string& path, std::string_view content,
                             const std::string& displaced) override;
  void write_private(const std::string& path, std::string_view content) override;
  void make_private(const std::string& /*path*/) override {}
  void make_directories(const std::string& path) override;
  void rename(const std::string& from, const std::string& to) override;
  void rename_new(const std::string& from, const std::string& to) override;
  void remove(const std::string& path) override;
  void check_writable(const std::string& path) override;

 private:
  class OpenFile;

  struct File {
    std::string content;
    std::optional<std::size_t> synced = {};  ///< bytes; nothing if not even the name is durable
    const AppendFile* holder = nullptr;      ///< of its lock
  };

  void begin_call(const std::string& path);
  const std::shared_ptr<File>& existing(const std::string& path);
  std::size_t take_space(std::size_t wanted);

  mutable std::mutex mutex_;  // guards everything below
  std::map<std::string, std::shared_ptr<File>> files_;
  std::optional<std::size_t> free_space_;
  std::optional<std::size_t> failing_call_;
  int failure_ = 0;
  bool locks_ = true;
  std::size_t calls_ = 0;
};

}  // namespace chaos::os
