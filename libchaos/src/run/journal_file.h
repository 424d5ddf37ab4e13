#pragma once

#include <memory>
#include <string>

#include "chaos/error.h"
#include "chaos/json.h"
#include "os/file.h"
#include "run/wal_writer.h"

namespace chaos {

/// The journal cannot be written where it was asked for.
class JournalError : public ChaosError {
  using ChaosError::ChaosError;
};

/// Where a run's journal goes, and the write-ahead log beside it while the run lasts.
class JournalFile {
 public:
  /// `files` must outlive this.
  JournalFile(os::FileSystem& files, std::string path) : files_(files), path_(std::move(path)) {}

  /// Makes sure that the journal can be written, before anything touches the system, and starts
  /// the write-ahead log. One left by a run that was killed is set aside under a timestamped name,
  /// with a warning that tells how to recover it. Throws JournalError or WalError.
  /// `origin` says what is run: it becomes part of the log's header.
  void open(const Json& origin);

  /// The log, or nullptr when the journal goes to no regular file (a pipe, /dev/stdout) and so
  /// there is no place for one beside it.
  WalWriter* wal() { return wal_.get(); }

  /// Writes the journal and removes the write-ahead log. When the journal cannot be written where
  /// it should go, it is written to the temporary directory instead, and JournalError's hint says
  /// where; when that fails too, the log stays.
  void write(const Json& journal);

  /// Removes the write-ahead log of a run that never began.
  void discard() { remove_wal(); }

 private:
  std::string free_wal_path();
  void set_aside(const std::string& wal_path);
  std::string keep_elsewhere(const std::string& text);
  void remove_wal();

  os::FileSystem& files_;
  const std::string path_;
  std::unique_ptr<WalWriter> wal_;
};

/// The write-ahead log's name for the journal at `path`.
std::string wal_path_for(const std::string& path);

}  // namespace chaos
