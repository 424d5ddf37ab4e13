#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "experiment/model/experiment.h"
#include "service/outcome.h"

namespace chaos::hub::experiment {

/// The possible values of an execution's status.
const std::vector<std::string>& execution_statuses();

/// After this long without news an execution counts as abandoned: its client has died, or cannot
/// reach the hub. If it reports again, it counts as running again.
inline constexpr std::chrono::hours kSilence{1};

/// After this long without an event, pages say "no news". The execution still counts as running,
/// because a step can take that long.
inline constexpr std::chrono::minutes kQuiet{2};

/// Executions that have not ended count as running now if they have reported since then, and
/// otherwise as silent. Lists, filters, numbers and outcomes agree on this.
inline Time running_since(Time now) {
  return now - kQuiet;
}

/// A request to stop one execution.
struct StopRequest {
  std::string by;         ///< the name of whoever requests it
  std::string reason;     ///< "" if none was given
  bool roll_back = true;  ///< run its rollbacks, regardless of its strategy
};

/// One run of an experiment.
struct Execution {
  std::string id;
  std::string experiment;
  TeamRef team_ref;
  std::string title;  ///< the experiment's when it was run
  /// "running", then what its journal says; "unknown" if it doesn't say. Executions reports it as
  /// "abandoned" after kSilence without news.
  std::string status;
  bool deviated = false;
  /// kNoNews if the execution is running but has not reported for kQuiet.
  ExecutionOutcome outcome = ExecutionOutcome::kRunning;
  std::vector<std::string> tags;  ///< the experiment's when it was run
  std::string author;             ///< an account's identifier
  std::string author_name;
  Time started;
  std::optional<Time> ended;
  Time last_seen;        ///< when it last reported
  std::string document;  ///< the identifier of its journal's text
  /// Identifies the run, however its journal is formatted; "" if the journal lacks the details.
  std::string run_key = {};
  std::string closed_by =
      {};  ///< who closed it because its client had died; "" once its journal has arrived
  std::optional<StopRequest> stop = {};  ///< the latest
  std::string description = {};          ///< the experiment's, for searching; never read back
  /// The version of the experiment that was run, determined when it was run; 0 if the experiment
  /// had been changed since it was published. Nothing for executions stored before this was
  /// recorded.
  std::optional<int> version = {};
  std::string digest =
      {};  ///< of the experiment that was run, to find its version; never read back

  bool is_running() const { return status == "running"; }
};

/// The types of events.
inline constexpr std::array<std::string_view, 10> kEventTypes = {
    "starting-experiment", "experiment-finished", "starting-hypothesis", "hypothesis-finished",
    "starting-method",     "method-finished",     "starting-activity",   "activity-finished",
    "starting-rollback",   "rollback-finished"};

/// A step reported by an execution.
struct Event {
  std::int64_t id = 0;  ///< increases with every event of the hub; 0 until stored
  std::string execution;
  TeamRef team_ref;
  std::string uid;   ///< the sender's identifier for it, to detect duplicates
  std::string type;  ///< "starting-activity"
  std::string name;  ///< of the subject of the step
  Time received;
  std::string data;  ///< {"context", "state"} as JSON text
};

/// The order of a list of executions. Running ones count as the shortest.
enum class ExecutionOrder { kNewest, kOldest, kLongest };

/// Selects executions of a team. "" matches all.
struct ExecutionFilter {
  std::string experiment = {};
  std::string status = {};
  std::optional<ExecutionOutcome> outcome = {};
  std::string text = {};    ///< words, or their beginnings, of the title, tags or description
  std::string tag = {};     ///< one of the tags
  std::string person = {};  ///< the name of whoever ran it
  std::optional<Time> started_since = {};
  std::optional<Time> started_before = {};
  ExecutionOrder order = ExecutionOrder::kNewest;
  std::string before = {};  ///< those after the one with that identifier in the list
  std::string after = {};   ///< those that precede it; mutually exclusive with `before`
  int limit = 50;
  std::optional<Time> heard_since = {};   ///< last reported at or after that time
  std::optional<Time> silent_since = {};  ///< last reported before that time
};

}  // namespace chaos::hub::experiment
