#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "experiment/model/execution.h"
#include "experiment/model/experiment.h"
#include "service/team_numbers.h"

namespace chaos::hub::experiment {

/// One execution in a strip or a chart.
struct Result {
  std::string execution;
  ExecutionOutcome outcome = ExecutionOutcome::kUnknown;
  Time started;
  double seconds = -1;  ///< how long it took; negative while it is running
};

/// The number of executions that have not ended.
struct UnendedCounts {
  int running = 0;
  int no_news = 0;
};

/// Statistics about executions. Each function is one index lookup, however many executions there
/// are. Safe to use from any thread.
class Statistics {
 public:
  virtual ~Statistics() = default;

  /// Of the team's executions that started since then.
  virtual OutcomeCounts outcomes(const TeamRef& team_ref, Time since) = 0;
  /// The number of executions that have not ended. `since`: from running_since().
  virtual UnendedCounts unended(const TeamRef& team_ref, Time since) = 0;
  /// The experiment's latest executions, oldest first.
  virtual std::vector<Result> latest_results(const std::string& experiment, int limit) = 0;
  /// The most recently run experiments, newest first.
  virtual std::vector<Experiment> active_experiments(const TeamRef& team_ref, int limit) = 0;
  /// Those whose latest version nobody has approved, and how many there are. `experiment` limits
  /// the result to one experiment; "" for all.
  virtual std::vector<Experiment> unapproved(const TeamRef& team_ref, const std::string& experiment,
                                             int limit) = 0;
  virtual int count_unapproved(const TeamRef& team_ref, const std::string& experiment) = 0;
};

}  // namespace chaos::hub::experiment
