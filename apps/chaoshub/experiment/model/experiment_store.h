#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "experiment/model/execution.h"
#include "experiment/model/experiment.h"
#include "service/audit_context.h"

namespace chaos::hub::experiment {

/// What the experiment service keeps of experiments and executions. Each function is one
/// transaction, durable once it returns. Safe to use from any thread.
class ExperimentStore {
 public:
  virtual ~ExperimentStore() = default;

  virtual std::optional<Experiment> experiment(const TeamRef& team_ref, const std::string& id) = 0;
  /// The team that has the experiment; none when there is no such experiment.
  virtual std::vector<TeamRef> team_refs_of(const std::string& experiment) = 0;
  virtual std::optional<Experiment> experiment_from(const TeamRef& team_ref,
                                                    const std::string& source) = 0;
  /// The latest that has, or had, a version with that digest.
  virtual std::optional<Experiment> experiment_with(const TeamRef& team_ref,
                                                    const std::string& digest) = 0;
  /// False when the team has one from that source, or with that digest, by now. Throws Refusal
  /// (kUnknown) when the team has been removed.
  virtual bool add_experiment(const Experiment& experiment, const Version& version,
                              const std::string& text, const AuditContext& audit) = 0;
  /// The experiment as it is from now on, with its new version. False when there is another version
  /// than the one before it by now.
  virtual bool add_version(const Experiment& experiment, const Version& version,
                           const std::string& text, const AuditContext& audit) = 0;
  virtual std::optional<Version> version(const std::string& experiment, int number) = 0;
  virtual std::vector<Version> versions(const std::string& experiment, int before, int limit) = 0;
  /// At most `filter.limit`, in its order. None when it names an entry that there is not.
  virtual std::vector<Experiment> experiments(const TeamRef& team_ref,
                                              const ExperimentFilter& filter) = 0;
  /// How many there are, whatever part of the list is asked for.
  virtual std::int64_t count_experiments(const TeamRef& team_ref,
                                         const ExperimentFilter& filter) = 0;

  /// With its journal's text as far as it is known. An execution of the same run (run_key) is given
  /// back instead, and nothing is added.
  virtual std::optional<Execution> add_execution(const Execution& execution,
                                                 const std::string& journal,
                                                 const AuditContext& audit) = 0;
  virtual std::optional<Execution> execution(const TeamRef& team_ref, const std::string& id) = 0;
  /// The execution as it ended, and its journal. Returns what it was before: of two that do so at
  /// once, one comes first. Throws Refusal (kUnknown) when it has been removed.
  virtual Execution close_execution(const Execution& execution, const std::string& journal,
                                    const AuditContext& audit) = 0;
  /// The execution as somebody has closed it, unless it has ended or was heard of since: then
  /// nothing is changed, and false given back.
  virtual bool close_silent_execution(const Execution& execution, Time since,
                                      const AuditContext& audit) = 0;
  /// Keeps that the execution is to stop; false when it has ended.
  virtual bool request_stop(const Execution& execution, const StopRequest& stop,
                            const AuditContext& audit) = 0;
  /// At most `filter.limit`, in its order. None when it names an entry that there is not.
  virtual std::vector<Execution> executions(const TeamRef& team_ref,
                                            const ExecutionFilter& filter) = 0;
  /// How many there are, whatever part of the list is asked for.
  virtual std::int64_t count_executions(const TeamRef& team_ref, const ExecutionFilter& filter) = 0;
  /// The names of those who ran the latest executions, and tags that experiments have or had: what
  /// may be filtered by, in alphabetical order.
  virtual std::vector<std::string> people(const TeamRef& team_ref) = 0;
  virtual std::vector<std::string> tags(const TeamRef& team_ref) = 0;
  /// Of all teams, some that were kept before outcomes were; none when all have one.
  virtual std::vector<Execution> executions_without_outcome(int limit) = 0;
  virtual void set_outcome(const std::string& execution, ExecutionOutcome outcome) = 0;

  /// Its identifier; an event that was sent twice is kept once. Whoever sees one of a team's events
  /// sees those with lower identifiers, whichever process has kept them.
  virtual std::int64_t add_event(const Event& event) = 0;
  /// In their order, from the one after `after`. "" for any execution of the team.
  virtual std::vector<Event> events(const TeamRef& team_ref, const std::string& execution,
                                    std::int64_t after, int limit) = 0;
  /// The identifier of a team's last event; 0 when there is none.
  virtual std::int64_t last_event(const TeamRef& team_ref) = 0;

  /// The last `limit` of an execution, in their order.
  virtual std::vector<Event> latest_events(const Execution& execution, int limit) = 0;

  /// With everything that belongs to them; nothing of that team is kept from now on.
  virtual void remove_team(const TeamRef& team_ref, const AuditContext& audit) = 0;

  /// A text piece by piece, nothing at its end.
  virtual std::function<std::optional<std::string>()> text(const std::string& document) = 0;
};

}  // namespace chaos::hub::experiment
