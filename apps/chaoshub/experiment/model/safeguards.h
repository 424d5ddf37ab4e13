#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "experiment/model/experiment_catalog.h"
#include "experiment/model/safeguard/safeguard.h"
#include "service/audit_context.h"
#include "service/version_condition.h"

namespace chaos::hub::experiment {

/// Takes an experiment, the account that published its current version, and the team's safeguards.
using ApprovalCheck = std::function<void(const Experiment& experiment, const std::string& author,
                                         const std::vector<Safeguard>& safeguards)>;

/// What the experiment service keeps of safeguards. Each function is one transaction, durable once
/// it returns, and all but those that add one throw Refusal (kUnknown) for a safeguard that the
/// team does not have. Safe to use from any thread.
class SafeguardStore : public Facts {
 public:
  virtual std::vector<Safeguard> safeguards(const TeamRef& team_ref) = 0;
  /// Those of that kind that are on and for all of a team's executions, of all teams; at most
  /// `limit`.
  virtual std::vector<Safeguard> in_force(const std::string& kind, int limit) = 0;
  virtual std::optional<Safeguard> safeguard(const TeamRef& team_ref, const std::string& id) = 0;
  virtual void add_safeguard(const Safeguard& safeguard, const AuditContext& audit) = 0;
  /// Has `change` edit the safeguard as it is now, keeps the result and returns it. What `change`
  /// throws leaves the safeguard as it was. It must not use the store.
  virtual Safeguard change_safeguard(const TeamRef& team_ref, const std::string& id,
                                     const VersionCondition& condition,
                                     const std::function<void(Safeguard&)>& change,
                                     const AuditContext& audit) = 0;
  /// Touches nothing else of it, so that it cannot be lost to a change that is under way.
  /// `name`: of who does it.
  virtual Safeguard set_enabled(const TeamRef& team_ref, const std::string& id, bool enabled,
                                const std::string& name, const AuditContext& audit) = 0;
  /// Enables the halt that is for all of the team, or adds `fresh`. One of them is all that many
  /// calls at once make. Touches its settings, too: they hold the reason; and who changed it.
  virtual Safeguard halt(const Safeguard& fresh, const AuditContext& audit) = 0;
  /// Disables everything that halts all of the team; returns what it was. `name`: of who does it.
  virtual std::vector<Safeguard> resume(const TeamRef& team_ref, const std::string& name,
                                        const AuditContext& audit) = 0;
  /// Returns what has been removed.
  virtual Safeguard remove_safeguard(const TeamRef& team_ref, const std::string& id,
                                     const VersionCondition& condition,
                                     const AuditContext& audit) = 0;
  /// Restores the safeguard as it was before the last change; undoing again restores the change.
  /// Throws Refusal (kConflict) if it was never changed. `name`: of the person who undoes it.
  virtual Safeguard undo_change(const TeamRef& team_ref, const std::string& id,
                                const VersionCondition& condition, const std::string& name,
                                const AuditContext& audit) = 0;
  /// Approves the current version, unless `check` throws, and returns the experiment.
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
  bool roll_back = false;  ///< the rollbacks are to be played, whatever the execution's strategy
};

/// The rules of safeguards. Whoever follows a team is told of each change. Throws Refusal. Safe to
/// use from any thread.
class Safeguards {
 public:
  Safeguards(SafeguardStore& store, ExperimentCatalog& catalog, ActivityFeed& activity_feed,
             Clock clock);

  /// Those that do not let the execution go on now.
  std::vector<Objection> objections(const Execution& execution);

  std::vector<Safeguard> of(const TeamRef& team_ref) { return store_.safeguards(team_ref); }
  Safeguard find(const TeamRef& team_ref, const std::string& id);
  /// `wanted`: {"kind", "name", "experiment_id", "enabled", "settings"}.
  Safeguard create(const Author& author, const TeamRef& team_ref, const Json& wanted);
  /// What is not in `wanted` stays; the kind cannot be changed.
  Safeguard change(const Author& author, const TeamRef& team_ref, const std::string& id,
                   const VersionCondition& condition, const Json& wanted);
  Safeguard set_enabled(const Author& author, const TeamRef& team_ref, const std::string& id,
                        bool enabled);
  /// Undoes the last change of a safeguard.
  Safeguard undo(const Author& author, const TeamRef& team_ref, const std::string& id,
                 const VersionCondition& condition);
  void remove(const Author& author, const TeamRef& team_ref, const std::string& id,
              const VersionCondition& condition);
  /// Stops all of the team's executions until resume(). `roll_back`: theirs are played, whatever
  /// their strategies.
  Safeguard halt(const Author& author, const TeamRef& team_ref, const std::string& reason,
                 bool roll_back);
  void resume(const Author& author, const TeamRef& team_ref);
  /// What halts all of the team now.
  std::optional<Safeguard> halt_in_force(const TeamRef& team_ref);
  /// What halts teams now, of the whole hub.
  std::vector<Safeguard> halts_in_force();
  /// Withdraws the approval of the current version.
  std::optional<Approval> approval(const Experiment& experiment) {
    return store_.approval(experiment.id);
  }
  /// Whether the author of the current version must not approve it.
  bool keeps_authors_from_approving(const Experiment& experiment);
  void withdraw_approval(const Author& author, const TeamRef& team_ref,
                         const std::string& experiment);
  /// Approves the current version. Throws Refusal (kForbidden) if the caller published it and a
  /// safeguard stops authors from approving.
  void approve(const Author& author, const TeamRef& team_ref, const std::string& experiment,
               const VersionCondition& condition);

 private:
  void check_experiment(const TeamRef& team_ref, const Json& wanted);
  void note(const Author& author, const Safeguard& safeguard, const char* what);
  AuditContext audit(const Author& author) const {
    return {.actor = author.principal.account, .time = clock_()};
  }

  SafeguardStore& store_;
  ExperimentCatalog& catalog_;
  ActivityFeed& activity_feed_;
  const Clock clock_;
};

}  // namespace chaos::hub::experiment
