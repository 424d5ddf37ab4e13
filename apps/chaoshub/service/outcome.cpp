#include "service/outcome.h"

#include <algorithm>
#include <string>

namespace chaos::hub {

std::string_view to_text(ExecutionOutcome outcome) {
  switch (outcome) {
    case ExecutionOutcome::kRunning:
      return "running";
    case ExecutionOutcome::kNoNews:
      return "no-news";
    case ExecutionOutcome::kPassed:
      return "passed";
    case ExecutionOutcome::kProblems:
      return "passed-with-problems";
    case ExecutionOutcome::kDeviated:
      return "deviated";
    case ExecutionOutcome::kFailed:
      return "failed";
    case ExecutionOutcome::kInterrupted:
      return "interrupted";
    case ExecutionOutcome::kUnknown:
      break;
  }
  return "unknown";
}

std::string_view label_of(ExecutionOutcome outcome) {
  switch (outcome) {
    case ExecutionOutcome::kRunning:
      return "Running";
    case ExecutionOutcome::kNoNews:
      return "No news";
    case ExecutionOutcome::kPassed:
      return "Passed";
    case ExecutionOutcome::kProblems:
      return "Passed with problems";
    case ExecutionOutcome::kDeviated:
      return "Deviated";
    case ExecutionOutcome::kFailed:
      return "Failed";
    case ExecutionOutcome::kInterrupted:
      return "Interrupted";
    case ExecutionOutcome::kUnknown:
      break;
  }
  return "Unknown";
}

std::optional<ExecutionOutcome> outcome_named(std::string_view text) {
  const auto found = std::ranges::find(kExecutionOutcomes, text,
                                       [](ExecutionOutcome outcome) { return to_text(outcome); });
  return found == kExecutionOutcomes.end() ? std::nullopt : std::optional(*found);
}

std::string outcome_names() {
  std::string names;
  for (const ExecutionOutcome outcome : kExecutionOutcomes)
    names += (names.empty() ? "" : ", ") + std::string(to_text(outcome));
  return names;
}

}  // namespace chaos::hub
