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

/// The executions of experiments and what they tell of. Throws Refusal. Safe to use from any
/// thread.
class Executions {
 public:
  Executions(ExperimentStore& store, ExperimentCatalog& catalog, ActivityFeed& activity_feed,
             Clock clock);

  /// Opens an execution with its journal: at the beginning, or when it is over. The journal of a
  /// run that is known opens none: the second value is false then.
  std::pair<Execution, bool> open(const Author& author, const TeamRef& team_ref,
                                  const std::string& experiment, const Json& journal);
  Execution find(const TeamRef& team_ref, const std::string& id);
  /// The same, which must be of that experiment.
  Execution find(const TeamRef& team_ref, const std::string& experiment, const std::string& id);
  /// Throws Refusal for a status that there is not.
  Listing<Execution> page(const TeamRef& team_ref, const ExecutionFilter& filter);
  std::vector<Execution> list(const TeamRef& team_ref, const ExecutionFilter& filter) {
    return page(team_ref, filter).entries;
  }
  /// How many there are on all pages.
  std::int64_t count(const TeamRef& team_ref, const ExecutionFilter& filter);
  /// Takes the journal of an execution that has ended.
  void close(const Author& author, Execution execution, const Json& journal);
  /// Closes one whose client is gone, so that it does not hold up others. Throws Refusal when it
  /// has ended, or was heard of within kQuiet.
  void close_silent(const Author& author, Execution execution);
  /// Asks whatever runs it to stop: at once when it listens, else before its next step. Throws
  /// Refusal when it has ended.
  void stop(const Author& author, const Execution& execution, const std::string& reason,
            bool roll_back);
  /// Keeps a CloudEvent, which announces it to those that follow. Returns its identifier.
  std::int64_t push_event(const Execution& execution, const Json& cloud_event);

  /// Works out the outcomes of executions that were kept before there were any.
  void judge_older_ones();
  /// How many executions have ended with that outcome since the hub was started.
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
