#include "exit_code.h"

#include <algorithm>

#include "experiment/chaos_block.h"
#include "run/left_as_found.h"
#include "run/undo.h"

namespace chaos::cli {
namespace {

/// Whether a state of the hypothesis was checked and not met.
bool is_not_met(const Json* state) {
  const Json* met = state != nullptr ? find(*state, "steady_state_met") : nullptr;
  return met != nullptr && *met == false;
}

/// Whether a fact could not be queried after the rollbacks, so that nobody knows.
bool has_unknown_fact(const Json& journal) {
  const Json* facts = chaos_block_member(journal, "facts");
  return facts != nullptr && facts->is_array() && std::ranges::any_of(*facts, [](const Json& fact) {
           return find(fact, "problem") != nullptr;
         });
}

}  // namespace

ExitCode detailed_exit_code(const Json& journal) {
  const Json* status = find(journal, "status");
  if (status == nullptr || *status == "failed") return kFailed;
  if (*status == "interrupted") return kInterrupted;
  if (*status != "completed") return kAborted;
  const Json* deviated = find(journal, "deviated");
  if (deviated != nullptr && truthy(*deviated)) return kDeviated;
  const Json* states = find(journal, "steady_states");
  return states != nullptr && is_not_met(find(*states, "before")) ? kNotSteady : kSuccess;
}

bool has_failed_rollback(const Json& journal) {
  return std::ranges::any_of(undos_of(journal),
                             [](const Undo& undo) { return undo.state == UndoState::kFailed; });
}

bool is_not_as_found(const Json& journal) {
  return !left_as_found(journal).differences.empty();
}

ExitCode classic_exit_code(ExitCode detailed) {
  if (detailed == kUsage) return kUsage;
  return detailed == kSuccess || detailed == kNotSteady ? kSuccess : kFailure;
}

ExitCode exit_code_of_run(const Json& journal, bool detailed) {
  if (detailed && has_failed_rollback(journal)) return kRollbackFailed;
  if (detailed && is_not_as_found(journal)) return kNotAsFound;
  const ExitCode result = detailed_exit_code(journal);
  if (detailed && result == kSuccess && has_unknown_fact(journal)) return kNotAsFound;
  if (detailed) return result;
  // The reference has neither undos of actions nor facts, so it has no exit code for them.
  const bool is_broken = has_failed_undo(journal) || is_not_as_found(journal);
  return is_broken ? kFailure : classic_exit_code(result);
}

std::string_view describe(ExitCode detailed) {
  switch (detailed) {
    case kSuccess:
      return "completed";
    case kFailure:
      return "could not be run";
    case kUsage:
      return "wrong options";
    case kInvalid:
      return "invalid";
    case kFailed:
      return "failed";
    case kAborted:
      return "aborted";
    case kInterrupted:
      return "interrupted";
    case kDeviated:
      return "deviated";
    case kNotSteady:
      return "not steady at start";
    case kRollbackFailed:
      return "rollback failed";
    case kNotAsFound:
      return "not left as found";
    case kRefused:
      return "refused to start";
  }
  return "unknown";
}

}  // namespace chaos::cli
