#pragma once

#include <optional>
#include <string>
#include <vector>

#include "chaos/json.h"
#include "os/file.h"
#include "run/open_undo.h"
#include "run/run_directory.h"
#include "run/wal_reader.h"

namespace chaos {

/// What a run is doing, read from its write-ahead log without disturbing the run.
struct RunStatus {
  std::string id;
  std::string wal;      ///< the absolute path of its log
  std::string journal;  ///< where its journal goes
  bool alive = false;   ///< somebody is writing to the log
  Json owner;           ///< who writes to it, or did so last
  std::string title = {};
  std::vector<std::string> resources = {};  ///< that its experiment names
  std::string start = {};                   ///< ISO 8601
  /// "starting", "before", "method", "during", "after", "rollbacks" or "ending"
  std::string phase = "starting";
  std::vector<std::string> activities = {};  ///< the names of those that have begun and not ended
  std::size_t left = 0;                      ///< how many rollbacks remain
  /// If the run was killed and its log is still locked: the undo that holds it.
  std::optional<OpenUndo> undo_without_runner = {};
  /// What is wrong with the log, so that more may remain than is known; "" if nothing is.
  std::string damage = {};
  /// Why nothing else is known of the run: its log is missing, out of reach, or cannot be read.
  std::string unreadable = {};
  std::string entry = {};  ///< the path of the run's entry in the list of runs; "" if it has none
};

/// The status of the run with that log. Throws InvalidSource if it is not a log.
RunStatus status_of_run(const WalContent& content, const RunDirectory::Entry& entry);

/// The status of each of these runs, also of those whose logs cannot be read.
std::vector<RunStatus> statuses_of_runs(os::FileSystem& files,
                                        const std::vector<RunDirectory::Entry>& entries);

/// The status of every run of this user that is listed, the oldest first.
std::vector<RunStatus> statuses_of_user(os::FileSystem& files);

/// Whether the run has come to its end and has only left its log: it is not alive, and was not
/// killed before.
bool has_ended(const RunStatus& run);

/// The owner's command: "run", "recover", "rollback" or "watchdog".
std::string command_of(const Json& owner);

}  // namespace chaos
