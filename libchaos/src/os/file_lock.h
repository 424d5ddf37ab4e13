#pragma once

#include <memory>
#include <stop_token>
#include <string>
#include <string_view>

#include "chaos/deadline.h"
#include "os/file_descriptor.h"

namespace chaos::os {

/// A file that exists to be locked. The lock belongs to the open descriptor: a child that inherits
/// the descriptor holds the lock as well, until both have closed it. The kernel releases the lock
/// however they end.
class FileLock {
 public:
  /// Opens the file, which is created if it does not exist (mode 0600). Throws std::system_error.
  explicit FileLock(const std::string& path);

  /// Takes the lock if it is free. If this file has lost its name, because a former holder has
  /// removed it or another file has replaced it, takes the lock of the file that has the name now;
  /// a missing file is created. Throws std::system_error if files cannot be locked here.
  bool try_take();

  enum class Wait {
    kMayBeFree,  ///< it was released: try again
    kTimedOut,
    kStopped
  };
  /// Waits, without polling, until the lock has been released.
  Wait wait(const Deadline& limit, const std::stop_token& stop) const;

  /// Reads and replaces the content of the file.
  std::string read() const;
  void write(std::string_view text) const;

  /// Removes the file. Only call this while holding the lock.
  void remove() const;

  int fd() const { return file_.get(); }

 private:
  bool is_in_place() const;

  std::string path_;
  FileDescriptor file_;
};

/// Waits, without polling, until the lock of `file` has been released. The file must be open for
/// writing. Afterwards, it may hold the lock itself.
FileLock::Wait wait_for_lock(const FileDescriptor& file, const Deadline& limit,
                             const std::stop_token& stop);

/// Waits until the lock of this file has been released. Returns false if it cannot wait.
bool wait_until_unlocked(const FileDescriptor& file);

}  // namespace chaos::os
