#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "experiment/model/activity_feed.h"
#include "experiment/model/safeguard/safeguard.h"
#include "service/audit_context.h"
#include "service/halt.h"
#include "service/version_condition.h"

namespace chaos::hub::experiment {

/// Takes an experiment, the account that published its current version, and the team's safeguards.
using ApprovalCheck = std::function<void(const Experiment& experiment, const std::string& author,
                                         const std::vector<Safeguard>& safeguards)>;

/// Stores safeguards. Each function is one transaction, durable once it returns, and all but those
/// that add one throw Refusal (kUnknown) if the team does not have the safeguard. Those that limit
/// a safeguard to an experiment throw Refusal (kUnknown) if the team does not have that one. Safe
/// to use from any thread.
class SafeguardStore : public Facts {
 public:
  virtual std::vector<Safeguard> safeguards(const TeamRef& team_ref) = 0;
  /// The safeguards that currently halt whole teams.
  virtual std::shared_ptr<const HaltsByTeam> halts_in_force() = 0;
  virtual std::optional<Safeguard> safeguard(const TeamRef& team_ref, const std::string& id) = 0;
  virtual void add_safeguard(const Safeguard& safeguard, const AuditContext& audit) = 0;
  /// Applies `change` to the current safeguard, stores the result and returns it. If `change`
  /// throws, the safeguard stays the same. `change` must not use the store.
  virtual Safeguard change_safeguard(const TeamRef& team_ref, const std::string& id,
                                     const VersionCondition& condition,
                                     const std::function<void(Safeguard&)>& change,
                                     const AuditContext& audit) = 0;
  /// Changes nothing else, so it cannot be lost to a concurrent edit. `name`: of whoever does it.
  virtual Safeguard set_enabled(const TeamRef& team_ref, const std::string& id, bool enabled,
                                const std::string& name, const AuditContext& audit) = 0;
  /// Enables the safeguard that halts the whole team, or adds `fresh`; concurrent calls create only
  /// one. Also updates its settings, which contain the reason, and who changed it.
  virtual Safeguard halt(const Safeguard& fresh, const AuditContext& audit) = 0;
  /// Disables everything that halts the whole team; returns the previous state. `name`: of whoever
  /// does it.
  virtual std::vector<Safeguard> resume(const TeamRef& team_ref, const std::string& name,
                                        const AuditContext& audit) = 0;
  /// Returns the deleted safeguard.
  virtual Safeguard remove_safeguard(const TeamRef& team_ref, const std::string& id,
                                     const VersionCondition& condition,
                                     const AuditContext& audit) = 0;
  /// Restores the safeguard as it was before the last change; undoing again restores the change.
  /// Throws Refusal (kConflict) if it was never changed. `name`: of the person who undoes it.
  virtual Safeguard undo_change(const TeamRef& team_ref, const std::string& id,
                                const VersionCondition& condition, const std::string& name,
                                const AuditContext& audit) = 0;
  /// Approves the current version unless `check` throws, and returns the experiment.
  virtual Experiment approve(const TeamRef& team_ref, const std::string& experiment,
                             const VersionCondition& condition, const std::string& approver_name,
                             const AuditContext& audit, const ApprovalCheck& check) = 0;
  /// Withdraws the approval of the current version and returns the experiment. Throws Refusal
  /// (kConflict) if there is none.
  virtual Experiment withdraw_approval(const TeamRef& team_ref, const std::string& experiment,
                                       const AuditContext& audit) = 0;
};

/// A safeguard that refuses, and why.
struct Objection {
  Safeguard safeguard;
  std::string reason;
  bool roll_back = false;  ///< run the rollbacks, regardless of the execution's strategy
};

/// Whether the reason begins with the safeguard's name, so that it need not be put in front.
bool names_safeguard(const Objection& objection);
/// "Office hours: it is Sunday ...", "Failure budget spent: 4 of 3 ..."
std::string words_of(const Objection& objection);

/// The rules for safeguards. Followers of a team are told about each change. Throws Refusal. Safe
/// to use from any thread.
class Safeguards {
 public:
  Safeguards(SafeguardStore& store, ActivityFeed& activity_feed, Clock clock);

  /// The safeguards that currently do not allow the execution to continue.
  std::vector<Objection> objections(const Execution& execution);

  std::vector<Safeguard> of(const TeamRef& team_ref) { return store_.safeguards(team_ref); }
  Safeguard find(const TeamRef& team_ref, const std::string& id);
  /// `wanted`: {"kind", "name", "experiment_id", "enabled", "settings"}.
  Safeguard create(const Author& author, const TeamRef& team_ref, const Json& wanted);
  /// Settings that are not in `wanted` stay the same; the kind cannot change.
  Safeguard change(const Author& author, const TeamRef& team_ref, const std::string& id,
                   const VersionCondition& condition, const Json& wanted);
  Safeguard set_enabled(const Author& author, const TeamRef& team_ref, const std::string& id,
                        bool enabled);
  /// Undoes the last change to a safeguard.
  Safeguard undo(const Author& author, const TeamRef& team_ref, const std::string& id,
                 const VersionCondition& condition);
  void remove(const Author& author, const TeamRef& team_ref, const std::string& id,
              const VersionCondition& condition);
  /// Stops all of the team's executions until resume(). `roll_back`: run their rollbacks,
  /// regardless of their strategies.
  Safeguard halt(const Author& author, const TeamRef& team_ref, const std::string& reason,
                 bool roll_back);
  void resume(const Author& author, const TeamRef& team_ref);
  /// The safeguard that currently halts the whole team.
  std::optional<Safeguard> halt_in_force(const TeamRef& team_ref);
  /// The safeguards that currently halt whole teams, for all of the hub.
  std::shared_ptr<const HaltsByTeam> halts_in_force() { return store_.halts_in_force(); }
  /// The approval of the current version; nothing if nobody has approved it.
  std::optional<Approval> approval(const Experiment& experiment) {
    return store_.approval(experiment.id);
  }
  /// Whether the author of the current version must not approve it.
  bool keeps_authors_from_approving(const Experiment& experiment);
  /// Withdraws the approval of the current version.
  void withdraw_approval(const Author& author, const TeamRef& team_ref,
                         const std::string& experiment);
  /// Approves the current version. Throws Refusal (kForbidden) if the caller published it and a
  /// safeguard stops authors from approving.
  void approve(const Author& author, const TeamRef& team_ref, const std::string& experiment,
               const VersionCondition& condition);

 private:
  void note(const Author& author, const Safeguard& safeguard, const char* what);
  AuditContext audit(const Author& author) const {
    return audit_context(author.principal, clock_());
  }

  SafeguardStore& store_;
  ActivityFeed& activity_feed_;
  const Clock clock_;
};

}  // namespace chaos::hub::experiment
