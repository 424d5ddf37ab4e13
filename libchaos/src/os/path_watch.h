#pragma once

#include <set>
#include <string>

#include "os/file_descriptor.h"

namespace chaos::os {

/// Notices anything that may change which file a path leads to, or its content: the file is
/// created, written, renamed into place, or reached through a symbolic link that is replaced; or
/// one of the directories above it is created. Nothing is polled.
class PathWatch {
 public:
  /// `path` must be absolute; no part of it has to exist. Throws std::system_error if the system
  /// has no watches left.
  explicit PathWatch(std::string path);

  const std::string& path() const { return path_; }
  /// Readable once something has happened.
  int fd() const { return events_.get(); }

  /// What happened since the last call.
  struct Changes {
    bool any = false;
    bool complete = false;  ///< something was closed after writing, or moved into place
  };
  /// Returns what has happened, without waiting, and watches the path's current target. Throws like
  /// the constructor.
  Changes take();

 private:
  void watch_chain();
  void watch(const std::string& directory, const std::string& name);
  void note(unsigned mask, const char* name, Changes& changes) const;

  const std::string path_;
  FileDescriptor events_;
  std::set<std::string> names_;  // the names that are looked up in the watched directories
};

}  // namespace chaos::os
