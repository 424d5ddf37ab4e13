#include "experiment/model/outcome.h"

#include "report/summary.h"

namespace chaos::hub::experiment {

using report::Verdict;

ExecutionOutcome outcome_of(const Json& journal, const std::string& status) {
  if (status == "running") return ExecutionOutcome::kRunning;
  switch (report::summarize(journal, "").verdict) {
    case Verdict::kPassed:
      return ExecutionOutcome::kPassed;
    case Verdict::kRemarks:
      return ExecutionOutcome::kProblems;
    case Verdict::kDeviated:
      return ExecutionOutcome::kDeviated;
    case Verdict::kFailed:
    case Verdict::kAborted:  // the run itself failed, or was killed
      return ExecutionOutcome::kFailed;
    case Verdict::kInterrupted:
      return ExecutionOutcome::kInterrupted;
    case Verdict::kInvalid:  // only reports of chaos have these two
    case Verdict::kNotRun:
    case Verdict::kUnknown:
      break;
  }
  return ExecutionOutcome::kUnknown;
}

}  // namespace chaos::hub::experiment
