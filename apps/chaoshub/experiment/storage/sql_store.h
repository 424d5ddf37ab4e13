#pragma once

#include "experiment/model/store.h"
#include "experiment/storage/rows.h"
#include "storage/cache.h"
#include "storage/database.h"
#include "storage/other_processes.h"
#include "storage/shared_work.h"

namespace chaos::hub::experiment {

/// The schema of the experiment service's database.
std::span<const storage::Migration> migrations();

/// The store in a database with that schema.
class SqlStore final : public Store {
 public:
  explicit SqlStore(storage::Database& database);

  std::optional<Experiment> experiment(const Home& home, const std::string& id) override;
  std::vector<Home> homes_of(const std::string& experiment) override;
  std::optional<Experiment> experiment_from(const Home& home, const std::string& source) override;
  std::optional<Experiment> experiment_with(const Home& home, const std::string& digest) override;
  bool add_experiment(const Experiment& experiment, const Version& version, const std::string& text,
                      const Deed& deed) override;
  bool add_version(const Experiment& experiment, const Version& version, const std::string& text,
                   const Deed& deed) override;
  std::optional<Version> version(const std::string& experiment, int number) override;
  std::vector<Version> versions(const std::string& experiment, int before, int limit) override;
  std::vector<Experiment> experiments(const Home& home, const ExperimentFilter& filter) override;
  std::int64_t count_experiments(const Home& home, const ExperimentFilter& filter) override;

  std::optional<Execution> add_execution(const Execution& execution, const std::string& journal,
                                         const Deed& deed) override;
  std::optional<Execution> execution(const Home& home, const std::string& id) override;
  Execution close_execution(const Execution& execution, const std::string& journal,
                            const Deed& deed) override;
  bool close_silent_execution(const Execution& execution, Time since, const Deed& deed) override;
  bool request_stop(const Execution& execution, const StopRequest& stop, const Deed& deed) override;
  std::vector<Execution> executions(const Home& home, const ExecutionFilter& filter) override;
  std::int64_t count_executions(const Home& home, const ExecutionFilter& filter) override;
  std::vector<std::string> people(const Home& home) override;
  std::vector<std::string> tags(const Home& home) override;
  std::vector<Execution> executions_without_outcome(int limit) override;
  void set_outcome(const std::string& execution, ExecutionOutcome outcome) override;

  std::int64_t add_event(const Event& event) override;
  std::vector<Event> events(const Home& home, const std::string& execution, std::int64_t after,
                            int limit) override;
  std::int64_t last_event(const Home& home) override;
  std::vector<Event> latest_events(const Execution& execution, int limit) override;

  void remove_team(const Home& home, const Deed& deed) override;

  std::function<std::optional<std::string>()> text(const std::string& document) override;

  storage::CacheCounts execution_cache() const { return executions_.counts(); }

 private:
  std::vector<std::int64_t> add_events(std::span<const Event* const> events);
  std::optional<Execution> read_execution_of(const Home& home, const std::string& id);

  void forget(std::span<const storage::Announcement> announcements);
  void note_event(const NewEvent& event);

  storage::Database& database_;
  storage::OtherProcesses others_;
  storage::SharedWork<Event, std::int64_t> new_events_;
  storage::Cache<std::optional<Execution>> executions_;  // the groups are their identifiers
};

}  // namespace chaos::hub::experiment
