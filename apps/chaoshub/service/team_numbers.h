#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "service/outcome.h"

namespace chaos::hub {

/// How many executions have which outcome.
class OutcomeCounts {
 public:
  int& of(ExecutionOutcome outcome) { return counts_.at(static_cast<std::size_t>(outcome)); }
  int of(ExecutionOutcome outcome) const { return counts_.at(static_cast<std::size_t>(outcome)); }
  /// Those that deviated or failed.
  int failures() const { return of(ExecutionOutcome::kDeviated) + of(ExecutionOutcome::kFailed); }
  /// Those that say something about the system: neither those that go on, nor those that were
  /// stopped.
  int judged() const {
    return of(ExecutionOutcome::kPassed) + of(ExecutionOutcome::kProblems) + failures();
  }
  /// The part of those that passed without problems, in percent and rounded down so that 100 means
  /// all; nothing when there are none to judge.
  std::optional<int> pass_rate() const {
    if (judged() == 0) return std::nullopt;
    return of(ExecutionOutcome::kPassed) * 100 / judged();
  }

 private:
  std::array<int, kExecutionOutcomes.size()> counts_{};
};

/// A team's executions in numbers.
struct TeamNumbers {
  int running = 0;  ///< including those without news
  OutcomeCounts day = {};
  OutcomeCounts week = {};
  OutcomeCounts month = {};   ///< of 30 days
  int awaiting_approval = 0;  ///< experiments
  /// What blocks executions of the team now, in words: "Office hours: ...".
  std::vector<std::string> blocks = {};
};

}  // namespace chaos::hub
