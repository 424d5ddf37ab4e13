#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "service/outcome.h"

namespace chaos::hub {

/// The number of executions by outcome.
class OutcomeCounts {
 public:
  int& of(ExecutionOutcome outcome) { return counts_.at(static_cast<std::size_t>(outcome)); }
  int of(ExecutionOutcome outcome) const { return counts_.at(static_cast<std::size_t>(outcome)); }
  /// Those that deviated or failed.
  int failures() const { return of(ExecutionOutcome::kDeviated) + of(ExecutionOutcome::kFailed); }
  /// Those that say something about the system: not those that are running or were stopped.
  int judged() const {
    return of(ExecutionOutcome::kPassed) + of(ExecutionOutcome::kProblems) + failures();
  }
  /// The percentage that passed without problems, rounded down so that 100 means all; nothing if
  /// none can be judged.
  std::optional<int> pass_rate() const {
    if (judged() == 0) return std::nullopt;
    return of(ExecutionOutcome::kPassed) * 100 / judged();
  }

 private:
  std::array<int, kExecutionOutcomes.size()> counts_{};
};

/// A team's executions in numbers.
struct TeamNumbers {
  int running = 0;  ///< those that have reported recently
  int no_news = 0;  ///< those that have not, and have not ended
  OutcomeCounts day = {};
  OutcomeCounts week = {};
  OutcomeCounts month = {};   ///< of the last 30 days
  int awaiting_approval = 0;  ///< experiments
  /// What currently blocks the team's executions: "Office hours: ...".
  std::vector<std::string> blocks = {};
};

}  // namespace chaos::hub
