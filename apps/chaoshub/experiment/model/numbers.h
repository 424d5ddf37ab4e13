#pragma once

#include <string>
#include <vector>

#include "experiment/model/experiment_catalog.h"
#include "experiment/model/safeguards.h"
#include "experiment/model/statistics.h"
#include "service/team_numbers.h"

namespace chaos::hub::experiment {

/// A failure budget and how much of it is used.
struct BudgetUse {
  Safeguard safeguard;
  int spent = 0;
  int allowed = 0;
  int hours = 0;
};

/// The numbers on a team's overview. Safe to use from any thread.
class Numbers {
 public:
  Numbers(Statistics& statistics, SafeguardStore& safeguards, ExperimentCatalog& catalog,
          Clock clock)
      : statistics_(statistics),
        safeguards_(safeguards),
        catalog_(catalog),
        clock_(std::move(clock)) {}

  TeamNumbers of(const TeamRef& team_ref);
  /// The safeguards that would refuse any execution that started now.
  std::vector<Objection> blocks(const TeamRef& team_ref);
  std::vector<BudgetUse> budgets(const TeamRef& team_ref);
  /// The experiments that an enabled safeguard blocks until they are approved.
  std::vector<Experiment> awaiting_approval(const TeamRef& team_ref, int limit);

 private:
  std::optional<std::string> refusal(const Safeguard& safeguard);

  Statistics& statistics_;
  SafeguardStore& safeguards_;
  ExperimentCatalog& catalog_;
  const Clock clock_;
};

}  // namespace chaos::hub::experiment
