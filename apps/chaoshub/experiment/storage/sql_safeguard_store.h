#pragma once

#include "experiment/model/safeguards.h"
#include "experiment/storage/rows.h"
#include "storage/cache.h"
#include "storage/database.h"
#include "storage/other_processes.h"

namespace chaos::hub::experiment {

/// The store in the experiment service's database.
class SqlSafeguardStore final : public SafeguardStore {
 public:
  explicit SqlSafeguardStore(storage::Database& database);

  std::vector<Safeguard> safeguards(const TeamRef& team_ref) override;
  std::shared_ptr<const HaltsByTeam> halts_in_force() override;
  std::optional<Safeguard> safeguard(const TeamRef& team_ref, const std::string& id) override;
  void add_safeguard(const Safeguard& safeguard, const AuditContext& audit) override;
  Safeguard change_safeguard(const TeamRef& team_ref, const std::string& id,
                             const VersionCondition& condition,
                             const std::function<void(Safeguard&)>& change,
                             const AuditContext& audit) override;
  Safeguard set_enabled(const TeamRef& team_ref, const std::string& id, bool enabled,
                        const std::string& name, const AuditContext& audit) override;
  Safeguard halt(const Safeguard& fresh, const AuditContext& audit) override;
  std::vector<Safeguard> resume(const TeamRef& team_ref, const std::string& name,
                                const AuditContext& audit) override;
  Safeguard remove_safeguard(const TeamRef& team_ref, const std::string& id,
                             const VersionCondition& condition, const AuditContext& audit) override;
  Safeguard undo_change(const TeamRef& team_ref, const std::string& id,
                        const VersionCondition& condition, const std::string& name,
                        const AuditContext& audit) override;
  Experiment approve(const TeamRef& team_ref, const std::string& experiment,
                     const VersionCondition& condition, const std::string& approver_name,
                     const AuditContext& audit, const ApprovalCheck& check) override;
  Experiment withdraw_approval(const TeamRef& team_ref, const std::string& experiment,
                               const AuditContext& audit) override;

  std::vector<Execution> running(const TeamRef& team_ref, Time since) override;
  int failures(const TeamRef& team_ref, const std::string& experiment, Time since) override;
  std::optional<Approval> approval(const std::string& experiment) override;

  storage::CacheCounts safeguard_cache() const { return safeguards_.counts(); }
  storage::CacheCounts halt_cache() const { return halts_.counts(); }
  storage::CacheCounts running_cache() const { return running_.counts(); }
  storage::CacheCounts failure_cache() const { return failures_.counts(); }
  storage::CacheCounts approver_cache() const { return approvals_.counts(); }

 private:
  /// All items since some time: enough to answer questions about any later time.
  template <typename Item>
  struct Since {
    Time since;
    std::vector<Item> all;
  };

  std::vector<Safeguard> read_safeguards(const TeamRef& team_ref);
  HaltsByTeam read_halts();
  std::vector<Execution> read_running(const TeamRef& team_ref, Time since);
  /// When the failed executions started.
  std::vector<Time> read_failures(const TeamRef& team_ref, const std::string& experiment,
                                  Time since);
  std::optional<Approval> read_approval(const std::string& experiment);
  void forget(std::span<const storage::Announcement> announcements);
  void forget(const storage::Announcement& announcement);
  void note_event(const std::string& team, const NewEvent& event);

  storage::Database& database_;
  storage::OtherProcesses others_;
  storage::Cache<std::shared_ptr<const HaltsByTeam>> halts_;  // a single value
  // The groups are teams, except in the last cache, where they are experiments.
  storage::Cache<std::vector<Safeguard>> safeguards_;
  storage::Cache<Since<Execution>> running_;
  storage::Cache<Since<Time>> failures_;
  storage::Cache<std::optional<Approval>> approvals_;
};

}  // namespace chaos::hub::experiment
