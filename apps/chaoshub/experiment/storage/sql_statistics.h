#pragma once

#include "experiment/model/statistics.h"
#include "storage/database.h"

namespace chaos::hub::experiment {

/// Statistics from a database with the schema of migrations().
class SqlStatistics final : public Statistics {
 public:
  explicit SqlStatistics(storage::Database& database) : database_(database) {}

  OutcomeCounts outcomes(const TeamRef& team_ref, Time since) override;
  UnendedCounts unended(const TeamRef& team_ref, Time since) override;
  std::vector<Result> latest_results(const std::string& experiment, int limit) override;
  std::vector<Experiment> active_experiments(const TeamRef& team_ref, int limit) override;
  std::vector<Experiment> unapproved(const TeamRef& team_ref, const std::string& experiment,
                                     int limit) override;
  int count_unapproved(const TeamRef& team_ref, const std::string& experiment) override;

 private:
  storage::Database& database_;
};

}  // namespace chaos::hub::experiment
