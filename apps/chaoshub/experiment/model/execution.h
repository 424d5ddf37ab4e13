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

/// What an execution's status may be.
const std::vector<std::string>& execution_statuses();

/// After so long without a word an execution counts as abandoned: what ran it has died, or cannot
/// reach the hub. When it is heard of again it goes on.
inline constexpr std::chrono::hours kSilence{1};

/// After this long without an event, pages say "no news". The execution still counts as running,
/// because a step can take that long.
inline constexpr std::chrono::minutes kQuiet{2};

/// That somebody wants one execution to stop.
struct StopRequest {
  std::string by;         ///< the name of who does
  std::string reason;     ///< "" when none was given
  bool roll_back = true;  ///< play its rollbacks, whatever its strategy
};

/// One run of an experiment.
struct Execution {
  std::string id;
  std::string experiment;
  TeamRef team_ref;
  std::string title;  ///< of the experiment, when it was run
  /// "running", and then as its journal says; "unknown" when it does not. Executions says
  /// "abandoned" of one that it has not heard of for kSilence.
  std::string status;
  bool deviated = false;
  /// kNoNews if the execution is running, but nothing has been heard of it for kQuiet.
  ExecutionOutcome outcome = ExecutionOutcome::kRunning;
  std::vector<std::string> tags;  ///< of the experiment, when it was run
  std::string author;             ///< an account's identifier
  std::string author_name;
  Time started;
  std::optional<Time> ended;
  Time last_seen;        ///< when it was last heard of
  std::string document;  ///< the identifier of its journal's text
  /// The same for the same run, however its journal is worded; "" when the journal does not tell.
  std::string run_key = {};
  std::string closed_by =
      {};  ///< who closed it because its client was gone; "" once its journal came
  std::optional<StopRequest> stop = {};  ///< the latest
  std::string description = {};          ///< of the experiment, to be found by; not read back

  bool is_running() const { return status == "running"; }
};

/// What events may tell of.
inline constexpr std::array<std::string_view, 10> kEventTypes = {
    "starting-experiment", "experiment-finished", "starting-hypothesis", "hypothesis-finished",
    "starting-method",     "method-finished",     "starting-activity",   "activity-finished",
    "starting-rollback",   "rollback-finished"};

/// A step that an execution told of.
struct Event {
  std::int64_t id = 0;  ///< grows with every event of the hub; 0 before it is kept
  std::string execution;
  TeamRef team_ref;
  std::string uid;   ///< the sender's name for it, to tell what was sent twice
  std::string type;  ///< "starting-activity"
  std::string name;  ///< of what the step is about
  Time received;
  std::string data;  ///< {"context", "state"} as JSON text
};

/// The order of a list of executions. Those that have not ended are the shortest.
enum class ExecutionOrder { kNewest, kOldest, kLongest };

/// Which executions of a team are meant. "" for what does not matter.
struct ExecutionFilter {
  std::string experiment = {};
  std::string status = {};
  std::optional<ExecutionOutcome> outcome = {};
  std::string text = {};    ///< words of its title, tags or description, or their beginnings
  std::string tag = {};     ///< one of its tags
  std::string person = {};  ///< the name of who ran it
  std::optional<Time> started_since = {};
  std::optional<Time> started_before = {};
  ExecutionOrder order = ExecutionOrder::kNewest;
  std::string before = {};  ///< those that follow the one with that identifier in the list
  std::string after = {};   ///< those that precede it; only one of the two is given
  int limit = 50;
  std::optional<Time> heard_since = {};   ///< last heard of at that time, or later
  std::optional<Time> silent_since = {};  ///< last heard of before
};

}  // namespace chaos::hub::experiment
