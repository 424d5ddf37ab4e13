#include "web/outcome_badge.h"

#include <fmt/format.h>

#include "web/parts.h"

namespace chaos::hub::web {
namespace {

struct Look {
  const char* css_class;
  const char* sign;
};

Look look_of(ExecutionOutcome outcome) {
  switch (outcome) {
    case ExecutionOutcome::kRunning:
      return {"live", "●"};
    case ExecutionOutcome::kPassed:
      return {"ok", "✓"};
    case ExecutionOutcome::kDeviated:
    case ExecutionOutcome::kFailed:
      return {"bad", "✕"};
    case ExecutionOutcome::kNoNews:
    case ExecutionOutcome::kProblems:
    case ExecutionOutcome::kInterrupted:
      return {"warn", "!"};
    case ExecutionOutcome::kUnknown:
      break;
  }
  return {"none", "–"};
}

}  // namespace

Html outcome_badge(ExecutionOutcome outcome) {
  const Look look = look_of(outcome);
  return pill(look.css_class, fmt::format("{} {}", look.sign, label_of(outcome)));
}

}  // namespace chaos::hub::web
