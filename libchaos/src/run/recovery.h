#pragma once

#include <optional>
#include <string>
#include <vector>

#include "activity/action_process.h"
#include "chaos/json.h"
#include "os/file.h"
#include "run/leftover_process.h"
#include "run/log_damage.h"
#include "run/undo.h"
#include "run/wal_reader.h"
#include "run/wal_writer.h"

namespace chaos {

/// What the write-ahead log of a killed run contains.
struct RecoveredRun {
  Json header;             ///< origin and journal path, as JournalFile wrote it
  Json owner;              ///< who wrote it last
  Json journal;            ///< rebuilt, with status "aborted"
  std::vector<Undo> left;  ///< the remaining rollbacks
  std::vector<LeftoverProcess> processes;
  std::vector<std::string> problems;  ///< what was damaged in the log, one sentence each
  LogDamage damage = {};              ///< what the log has lost
  int next_id = 0;                    ///< for the next execution
  /// The strategy for the rollbacks that a stop imposed on the run; "" if none did.
  std::string imposed_strategy = {};
  /// Whether the run had decided to play the declared rollbacks, or not to.
  std::optional<bool> plays_declared = {};
  std::vector<ActionProcess> ended = {};  ///< processes of actions that had ended
};

/// Rebuilds the journal of the run whose write-ahead log this is: every activity that ended is in
/// it as it was recorded, and every one that was in progress, with status "aborted" and no end. A
/// run that had ended, and only lacks its journal, keeps its own status. What the log says about
/// the run's values and places is stated in the journal as the run itself would have. `path` is for
/// messages. Throws InvalidSource if the log contains no run, or is too damaged to tell what was
/// run.
RecoveredRun recover_run(const WalContent& content, const std::string& path);
/// The same for the log at `path`. Throws InvalidSource as well if it is not a write-ahead log.
RecoveredRun recover_run(os::FileSystem& files, const std::string& path);

/// What the run would still have rolled back: what its watchdog plays. `strategy` is the one that
/// the run began with. A rollback that failed is not tried again: the run would not have done so
/// either.
std::vector<Undo> undos_due(const RecoveredRun& run, const std::string& strategy);

/// Whether the run was killed before it began: its log is whole and contains no run.
bool began_nothing(const WalContent& content);

/// The name of the activity that this entry of a journal's lists is about; "" if it has none.
std::string activity_name(const Json& run);

/// Begins the log of a later rollback of a run that ended with this journal: should the rollback
/// be killed, the log recovers as that of the run. Throws WalError.
void record_ended_run(const Json& journal, WalWriter& wal);

}  // namespace chaos
