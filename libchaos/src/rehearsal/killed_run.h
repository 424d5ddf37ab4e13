#pragma once

#include <memory>
#include <string>
#include <vector>

#include "os/memory_file_system.h"
#include "rehearsal/rehearsal.h"
#include "rehearsal/stage.h"
#include "run/wal_recorder.h"
#include "run/wal_writer.h"

namespace chaos::rehearsal {

/// What a run leaves behind if it is killed at a moment.
struct Snapshot {
  Moment moment;
  std::string wal;                       ///< the text of its write-ahead log
  std::shared_ptr<const Values> values;  ///< what its watchdog knows
};

/// Records the run on a stage in an in-memory write-ahead log, and keeps its content at each
/// moment.
class RecordedRun {
 public:
  /// `stage` must outlive this, and its run must not have begun.
  explicit RecordedRun(Stage& stage);

  /// The snapshots at these moments.
  std::vector<Snapshot> take_snapshots(const std::vector<Moment>& moments);

 private:
  os::MemoryFileSystem files_;
  std::unique_ptr<WalWriter> wal_;
  std::shared_ptr<WalRecorder> recorder_;
  std::vector<Snapshot> snapshots_;
};

/// Recovers a run that was killed there and plays what its watchdog would play.
Play recover(const Request& request, const Snapshot& snapshot);

}  // namespace chaos::rehearsal
