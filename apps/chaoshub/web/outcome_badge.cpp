#include "web/outcome_badge.h"

#include <fmt/format.h>

#include <string_view>

#include "web/parts.h"

namespace chaos::hub::web {
const char* look_of(ExecutionOutcome outcome) {
  switch (outcome) {
    case ExecutionOutcome::kRunning:
      return "live";
    case ExecutionOutcome::kPassed:
      return "ok";
    case ExecutionOutcome::kDeviated:
    case ExecutionOutcome::kFailed:
      return "bad";
    case ExecutionOutcome::kNoNews:
    case ExecutionOutcome::kProblems:
    case ExecutionOutcome::kInterrupted:
      return "warn";
    case ExecutionOutcome::kUnknown:
      break;
  }
  return "none";
}

namespace {

/// So that colour is never all that distinguishes them.
const char* symbol_of(std::string_view look) {
  if (look == "live") return "●";
  if (look == "ok") return "✓";
  if (look == "bad") return "✕";
  return look == "warn" ? "!" : "–";
}

}  // namespace

Html outcome_badge(ExecutionOutcome outcome) {
  const char* look = look_of(outcome);
  return pill(look, fmt::format("{} {}", symbol_of(look), label_of(outcome)));
}

}  // namespace chaos::hub::web
