#pragma once

#include <array>
#include <atomic>
#include <string>
#include <utility>

#include "experiment/model/execution.h"
#include "experiment/model/experiment_catalog.h"
#include "experiment/model/experiment_store.h"
#include "service/listing.h"

namespace chaos::hub::experiment {

/// The executions of experiments and their events. Throws Refusal. Safe to use from any thread.
class Executions {
 public:
  Executions(ExperimentStore& store, ExperimentCatalog& catalog, ActivityFeed& activity_feed,
             Clock clock);

  /// Creates an execution with its journal, either at the start or after its end. If the run is
  /// already known, returns its execution and false instead.
  std::pair<Execution, bool> open(const Author& author, const TeamRef& team_ref,
                                  const std::string& experiment, const Json& journal);
  Execution find(const TeamRef& team_ref, const std::string& id);
  /// The same; the execution must belong to that experiment.
  Execution find(const TeamRef& team_ref, const std::string& experiment, const std::string& id);
  /// Throws Refusal if the status is invalid.
  Listing<Execution> page(const TeamRef& team_ref, const ExecutionFilter& filter);
  std::vector<Execution> list(const TeamRef& team_ref, const ExecutionFilter& filter) {
    return page(team_ref, filter).entries;
  }
  /// The number on all pages.
  std::int64_t count(const TeamRef& team_ref, const ExecutionFilter& filter);
  /// Stores the journal of an execution that has ended. Throws Refusal (kConflict) if the journal
  /// says that it is running, and it has ended: that journal arrives late.
  void close(const Author& author, const Execution& execution, const Json& journal);
  /// Closes an execution whose client has died, so that it does not block others. Throws Refusal if
  /// it has ended, or has reported within kQuiet.
  void close_silent(const Author& author, const Execution& execution);
  /// Asks the client to stop: immediately if it listens, otherwise before its next step. Throws
  /// Refusal if it has ended.
  void stop(const Author& author, const Execution& execution, const std::string& reason,
            bool roll_back);
  /// Stores a CloudEvent, and announces it to followers. Returns its identifier.
  std::int64_t push_event(const Execution& execution, const Json& cloud_event);

  /// Computes the outcomes of executions stored before outcomes existed.
  void judge_older_ones();
  /// How many executions have ended with that outcome since the hub started.
  std::uint64_t ended_with(ExecutionOutcome outcome) const {
    return ended_.at(static_cast<std::size_t>(outcome));
  }

 private:
  ExecutionFilter checked(ExecutionFilter filter) const;
  Execution as_seen(Execution execution) const;
  void note_end(const Author& author, const Execution& execution);

  ExperimentStore& store_;
  ExperimentCatalog& catalog_;
  ActivityFeed& activity_feed_;
  const Clock clock_;
  std::array<std::atomic<std::uint64_t>, kExecutionOutcomes.size()> ended_{};
};

}  // namespace chaos::hub::experiment
