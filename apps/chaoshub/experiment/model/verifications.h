#pragma once

#include <string>
#include <vector>

#include "experiment/model/executions.h"
#include "experiment/model/verification.h"
#include "experiment/model/verification_store.h"

namespace chaos::hub::experiment {

/// The runs of verifications. Throws Refusal. Safe to use from any thread.
class Verifications {
 public:
  Verifications(VerificationStore& store, ExperimentCatalog& catalog, Executions& executions,
                Clock clock);

  /// `wanted`: {"experiment_id", "title", "frequency-of-measurement", "duration-of-conditions",
  /// "warm-up-duration", "cool-down-duration"}, the last two and the title optional.
  Verification create(const Author& author, const TeamRef& team_ref, const Json& wanted);
  /// `start`: {"journal", "status", "experiment_id", "execution_id"}.
  VerificationRun start(const Author& author, const TeamRef& team_ref,
                        const std::string& verification, const Json& start);
  /// Throws Refusal if the team has no verification with that identifier.
  Verification verification(const TeamRef& team_ref, const std::string& id);
  /// Newest first. `before`: an identifier, or "".
  std::vector<VerificationRun> runs(const Verification& verification, const std::string& before,
                                    int limit);
  VerificationRun find(const TeamRef& team_ref, const std::string& verification,
                       const std::string& run);
  /// `event`: {"category", "payload"}. Returns its identifier.
  std::int64_t push_event(const VerificationRun& run, const Json& event);
  /// `end`: {"journal", "status", "results"}. The same end may be sent again. Throws Refusal
  /// (kConflict) if the run has ended in another way.
  VerificationRun finish(const Author& author, const VerificationRun& run, const Json& end);

 private:
  VerificationRun as_seen(VerificationRun run) const;

  VerificationStore& store_;
  ExperimentCatalog& catalog_;
  Executions& executions_;
  const Clock clock_;
};

}  // namespace chaos::hub::experiment
