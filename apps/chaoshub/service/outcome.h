#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace chaos::hub {

/// The result of an execution, or its current state: the one value that lists, feeds, filters, the
/// API and metrics share. The experiment service derives it from the journal.
enum class ExecutionOutcome {
  kRunning,
  kNoNews,       ///< has not ended, and has not reported for a while
  kPassed,       ///< completed without problems
  kProblems,     ///< completed, but something went wrong
  kDeviated,     ///< the system did not return to its steady state
  kFailed,       ///< did not complete because of a failure
  kInterrupted,  ///< was stopped before its end
  kUnknown,      ///< has ended, but its journal does not say how
};

/// All of them, in the order in which filters offer them.
inline constexpr std::array kExecutionOutcomes = {
    ExecutionOutcome::kRunning,     ExecutionOutcome::kNoNews,   ExecutionOutcome::kPassed,
    ExecutionOutcome::kProblems,    ExecutionOutcome::kDeviated, ExecutionOutcome::kFailed,
    ExecutionOutcome::kInterrupted, ExecutionOutcome::kUnknown};

/// For programs: "passed-with-problems".
std::string_view to_text(ExecutionOutcome outcome);
/// For people: "Passed with problems".
std::string_view label_of(ExecutionOutcome outcome);
/// The outcome with that to_text(); nothing for any other text.
std::optional<ExecutionOutcome> outcome_named(std::string_view text);

/// "running, no-news, passed, ..." for messages that list them.
std::string outcome_names();

}  // namespace chaos::hub
