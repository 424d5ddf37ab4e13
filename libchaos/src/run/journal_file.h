#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "chaos/error.h"
#include "chaos/json.h"
#include "os/file.h"
#include "run/run_directory.h"
#include "run/wal_lease.h"
#include "run/wal_writer.h"

namespace chaos {

/// The journal cannot be written to the requested path.
class JournalError : public ChaosError {
  using ChaosError::ChaosError;
};

/// The journal of a run, and the write-ahead log next to it during the run.
class JournalFile {
 public:
  /// `files` must outlive this. With `runs`, the run is listed there, and has its log there if it
  /// cannot be next to the journal: the journal is not a regular file, or it is one in a directory
  /// where no file can be created.
  JournalFile(os::FileSystem& files, std::string path, std::optional<RunDirectory> runs = {})
      : files_(files), path_(std::move(path)), runs_(std::move(runs)) {}

  /// Makes sure that the journal can be written, before anything touches the system, and starts the
  /// write-ahead log. One left by a run that was killed is set aside under a timestamped name, with
  /// a warning that says how to recover it. While another run is writing to the log of that name,
  /// this one gets a log with another name. Throws JournalError or WalError. `origin` says
  /// what is run: it becomes part of the log's header.
  void open(const Json& origin);

  /// The log, or nullptr if there is no place for one next to the journal, and no directory of
  /// runs.
  WalWriter* wal() { return wal_.get(); }

  /// The id under which the run is known; "" before `open`.
  const std::string& run_id() const { return id_; }

  /// Writes the journal and removes the write-ahead log. A journal of another run that is still
  /// needed is kept next to it under another name: see JournalPlace. When the journal cannot be
  /// written where it should go, it is written to the temporary directory instead, and
  /// JournalError's hint says where. The log stays if that fails too, or if something is left to
  /// undo and the journal cannot be read again (a pipe, a device).
  void write(const Json& journal);

  /// Where `write` actually put the journal; "" if it is not in a file that can be read again.
  const std::string& written() const { return written_; }
  /// The log, if `write` left it for `chaos recover`; else "".
  std::string kept_log() const;
  /// Whether the log is incomplete: what remains according to it may have been played.
  bool log_lacks_records() const;

  /// Removes the write-ahead log of a run that never began.
  void discard() { remove_wal(); }

  /// What the user should know about other runs with the same journal; each is told once.
  std::vector<Diagnostic> take_notices() { return std::exchange(notices_, {}); }

 private:
  bool has_place_beside() const;
  void begin_wal(const Json& header);
  bool make_way(const std::string& wal_path);
  std::string set_aside(const std::string& wal_path);
  void list_elsewhere(const WalLease& log, const std::string& wal_path) const;
  void note_other_run(const WalHeld& held);
  void note_successor(const Json& journal);
  void remove_wal();

  os::FileSystem& files_;
  const std::string path_;
  const std::optional<RunDirectory> runs_;
  std::string id_;
  std::string directory_;  // of the run
  std::string written_;
  bool keeps_log_ = false;
  std::optional<std::string> version_before_;  // of the journal that was there when the run began
  std::unique_ptr<WalWriter> wal_;
  std::vector<Diagnostic> notices_;
};

/// The write-ahead log's name for the journal at `path`.
std::string wal_path_for(const std::string& path);

/// The logs of killed runs with the journal at `path` that are there: the one next to it, and those
/// that were set aside.
std::vector<std::string> logs_beside(const std::string& path);

}  // namespace chaos
