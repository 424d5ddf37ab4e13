#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "experiment/model/verification.h"
#include "service/audit_context.h"

namespace chaos::hub::experiment {

/// Stores verifications. Each function is one transaction, durable once it returns. Safe to use
/// from any thread.
class VerificationStore {
 public:
  virtual ~VerificationStore() = default;

  virtual std::optional<Verification> verification(const TeamRef& team_ref,
                                                   const std::string& id) = 0;
  /// The verification that the execution is a run of.
  virtual std::optional<Verification> verification_of(const std::string& execution) = 0;
  /// The teams that have a verification with that identifier.
  virtual std::vector<TeamRef> team_refs_of(const std::string& verification) = 0;
  /// Does nothing if the team already has one with that identifier.
  virtual void add_verification(const Verification& verification, const AuditContext& audit) = 0;
  virtual std::vector<Verification> verifications(const TeamRef& team_ref,
                                                  const std::string& before, int limit) = 0;

  virtual void add_run(const VerificationRun& run, const AuditContext& audit) = 0;
  virtual std::optional<VerificationRun> run(const TeamRef& team_ref, const std::string& id) = 0;
  /// Has `finish` decide how the team's run ends, given how it is stored now; stores and returns
  /// the result. Concurrent calls take turns, each with the result of the one before. If `finish`
  /// throws or returns false, the run stays the same. `finish` must not use the store. Throws
  /// Refusal (kUnknown) if the run has been deleted.
  virtual VerificationRun finish_run(const TeamRef& team_ref, const std::string& id,
                                     const std::function<bool(VerificationRun&)>& finish,
                                     const AuditContext& audit) = 0;
  virtual std::vector<VerificationRun> runs(const Verification& verification,
                                            const std::string& before, int limit) = 0;

  /// Returns its identifier.
  virtual std::int64_t add_event(const VerificationEvent& event) = 0;
  virtual std::vector<VerificationEvent> events(const std::string& run, std::int64_t after,
                                                int limit) = 0;
};

}  // namespace chaos::hub::experiment
