#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "experiment/model/execution.h"
#include "experiment/model/experiment.h"
#include "service/audit_context.h"

namespace chaos::hub::experiment {

/// A change of an execution's state: its status, outcome and times.
struct ExecutionChange {
  std::string_view action;  ///< for the audit log: "execution.close"
  /// Decides. Throws Refusal to change nothing.
  std::function<void(Execution& execution)> decide;
  /// Replaces the stored journal. decide() then sets the identifier of the new one.
  std::optional<std::string> journal = {};
};

/// An execution before and after a change.
struct ChangedExecution {
  Execution before;
  Execution after;
};

/// Whether the change is news of an execution's end: its first end, or one with another outcome.
bool is_news_of_end(const ChangedExecution& changed);

/// Stores experiments and executions. Each function is one transaction, durable once it returns.
/// Safe to use from any thread.
class ExperimentStore {
 public:
  virtual ~ExperimentStore() = default;

  virtual std::optional<Experiment> experiment(const TeamRef& team_ref, const std::string& id) = 0;
  /// The team that has the experiment; empty if it does not exist.
  virtual std::vector<TeamRef> team_refs_of(const std::string& experiment) = 0;
  virtual std::optional<Experiment> experiment_from(const TeamRef& team_ref,
                                                    const std::string& source) = 0;
  /// The most recent experiment with that digest in any version.
  virtual std::optional<Experiment> experiment_with(const TeamRef& team_ref,
                                                    const std::string& digest) = 0;
  /// False if the team now has one with that source or digest. Throws Refusal (kUnknown) if the
  /// team has been deleted.
  virtual bool add_experiment(const Experiment& experiment, const Version& version,
                              const std::string& text, const AuditContext& audit) = 0;
  /// Stores the updated experiment and its new version. False if its current version is no longer
  /// the preceding one.
  virtual bool add_version(const Experiment& experiment, const Version& version,
                           const std::string& text, const AuditContext& audit) = 0;
  virtual std::optional<Version> version(const std::string& experiment, int number) = 0;
  /// The latest version with that digest.
  virtual std::optional<Version> version_with(const std::string& experiment,
                                              const std::string& digest) = 0;
  virtual std::vector<Version> versions(const std::string& experiment, int before, int limit) = 0;
  /// At most `filter.limit`, in the filter's order. None if the filter names an entry that does not
  /// exist.
  virtual std::vector<Experiment> experiments(const TeamRef& team_ref,
                                              const ExperimentFilter& filter) = 0;
  /// The number in the whole list.
  virtual std::int64_t count_experiments(const TeamRef& team_ref,
                                         const ExperimentFilter& filter) = 0;

  /// Stores it with as much of its journal as is known, and determines its version. If there is an
  /// execution of the same run (run_key), returns that and adds nothing.
  virtual std::optional<Execution> add_execution(const Execution& execution,
                                                 const std::string& journal,
                                                 const AuditContext& audit) = 0;
  virtual std::optional<Execution> execution(const TeamRef& team_ref, const std::string& id) = 0;
  /// Has `change` decide what the team's execution becomes, given how it is stored now, and stores
  /// the result: concurrent calls take turns, each with the result of the one before. If `change`
  /// throws, the execution stays the same. `change` must not use the store. If the version that was
  /// run is not known yet, determines it from the digest. Throws Refusal (kUnknown) if the
  /// execution has been deleted.
  virtual ChangedExecution change_execution(const TeamRef& team_ref, const std::string& id,
                                            const ExecutionChange& change,
                                            const AuditContext& audit) = 0;
  /// Records that the execution must stop; false if it has ended.
  virtual bool request_stop(const Execution& execution, const StopRequest& stop,
                            const AuditContext& audit) = 0;
  /// At most `filter.limit`, in the filter's order. None if the filter names an entry that does not
  /// exist.
  virtual std::vector<Execution> executions(const TeamRef& team_ref,
                                            const ExecutionFilter& filter) = 0;
  /// The number in the whole list.
  virtual std::int64_t count_executions(const TeamRef& team_ref, const ExecutionFilter& filter) = 0;
  /// Choices for filters, in alphabetical order: the names of whoever ran the latest executions,
  /// and tags of current and former experiments.
  virtual std::vector<std::string> people(const TeamRef& team_ref) = 0;
  virtual std::vector<std::string> tags(const TeamRef& team_ref) = 0;
  /// Some executions of any team that have no outcome yet; empty if all have one.
  virtual std::vector<Execution> executions_without_outcome(int limit) = 0;
  /// Has no effect if it has an outcome by now: its journal has arrived in the meantime.
  virtual void set_missing_outcome(const std::string& execution, ExecutionOutcome outcome) = 0;

  /// Returns its identifier; duplicates are stored once. Whoever can read one of a team's events
  /// can read those with lower identifiers, whichever process stored them.
  virtual std::int64_t add_event(const Event& event) = 0;
  /// In order, starting after `after`. "" for all executions of the team.
  virtual std::vector<Event> events(const TeamRef& team_ref, const std::string& execution,
                                    std::int64_t after, int limit) = 0;
  /// The identifier of a team's last event; 0 if there is none.
  virtual std::int64_t last_event(const TeamRef& team_ref) = 0;

  /// The last `limit` events of an execution, in order.
  virtual std::vector<Event> latest_events(const Execution& execution, int limit) = 0;

  /// Deletes all data of the team; from now on, nothing of it can be stored.
  virtual void remove_team(const TeamRef& team_ref, const AuditContext& audit) = 0;

  /// Returns a text piece by piece, then nothing.
  virtual std::function<std::optional<std::string>()> text(const std::string& document) = 0;
};

}  // namespace chaos::hub::experiment
