#pragma once

#include "experiment/model/experiment_store.h"
#include "experiment/storage/rows.h"
#include "storage/cache.h"
#include "storage/database.h"
#include "storage/other_processes.h"
#include "storage/shared_work.h"

namespace chaos::hub::experiment {

/// The schema of the experiment service's database.
std::span<const storage::Migration> migrations();

/// The store in a database with that schema.
class SqlExperimentStore final : public ExperimentStore {
 public:
  explicit SqlExperimentStore(storage::Database& database);

  std::optional<Experiment> experiment(const TeamRef& team_ref, const std::string& id) override;
  std::vector<TeamRef> team_refs_of(const std::string& experiment) override;
  std::optional<Experiment> experiment_from(const TeamRef& team_ref,
                                            const std::string& source) override;
  std::optional<Experiment> experiment_with(const TeamRef& team_ref,
                                            const std::string& digest) override;
  bool add_experiment(const Experiment& experiment, const Version& version, const std::string& text,
                      const AuditContext& audit) override;
  bool add_version(const Experiment& experiment, const Version& version, const std::string& text,
                   const AuditContext& audit) override;
  std::optional<Version> version(const std::string& experiment, int number) override;
  std::optional<Version> version_with(const std::string& experiment,
                                      const std::string& digest) override;
  std::vector<Version> versions(const std::string& experiment, int before, int limit) override;
  std::vector<Experiment> experiments(const TeamRef& team_ref,
                                      const ExperimentFilter& filter) override;
  std::int64_t count_experiments(const TeamRef& team_ref, const ExperimentFilter& filter) override;

  std::optional<Execution> add_execution(const Execution& execution, const std::string& journal,
                                         const AuditContext& audit) override;
  std::optional<Execution> execution(const TeamRef& team_ref, const std::string& id) override;
  ChangedExecution change_execution(const TeamRef& team_ref, const std::string& id,
                                    const ExecutionChange& change,
                                    const AuditContext& audit) override;
  bool request_stop(const Execution& execution, const StopRequest& stop,
                    const AuditContext& audit) override;
  std::vector<Execution> executions(const TeamRef& team_ref,
                                    const ExecutionFilter& filter) override;
  std::int64_t count_executions(const TeamRef& team_ref, const ExecutionFilter& filter) override;
  std::vector<std::string> people(const TeamRef& team_ref) override;
  std::vector<std::string> tags(const TeamRef& team_ref) override;
  std::vector<Execution> executions_without_outcome(int limit) override;
  void set_missing_outcome(const std::string& execution, ExecutionOutcome outcome) override;

  std::int64_t add_event(const Event& event) override;
  std::vector<Event> events(const TeamRef& team_ref, const std::string& execution,
                            std::int64_t after, int limit) override;
  std::int64_t last_event(const TeamRef& team_ref) override;
  std::vector<Event> latest_events(const Execution& execution, int limit) override;

  void remove_team(const TeamRef& team_ref, const AuditContext& audit) override;

  std::function<std::optional<std::string>()> text(const std::string& document) override;

  storage::CacheCounts execution_cache() const { return executions_.counts(); }

 private:
  std::vector<std::int64_t> add_events(std::span<const Event* const> events);
  std::optional<Execution> read_execution_of(const TeamRef& team_ref, const std::string& id);

  void forget(std::span<const storage::Announcement> announcements);
  void note_event(const NewEvent& event);

  storage::Database& database_;
  storage::OtherProcesses others_;
  storage::SharedWork<Event, std::int64_t> new_events_;
  storage::Cache<std::optional<Execution>> executions_;  // the groups are their identifiers
};

}  // namespace chaos::hub::experiment
