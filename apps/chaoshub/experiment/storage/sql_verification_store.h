#pragma once

#include "experiment/model/verification_store.h"
#include "storage/database.h"

namespace chaos::hub::experiment {

/// The store in the experiment service's database.
class SqlVerificationStore final : public VerificationStore {
 public:
  explicit SqlVerificationStore(storage::Database& database) : database_(database) {}

  std::optional<Verification> verification(const TeamRef& team_ref, const std::string& id) override;
  std::optional<Verification> verification_of(const std::string& execution) override;
  std::vector<TeamRef> team_refs_of(const std::string& verification) override;
  void add_verification(const Verification& verification, const AuditContext& audit) override;
  std::vector<Verification> verifications(const TeamRef& team_ref, const std::string& before,
                                          int limit) override;

  void add_run(const VerificationRun& run, const AuditContext& audit) override;
  std::optional<VerificationRun> run(const TeamRef& team_ref, const std::string& id) override;
  VerificationRun finish_run(const TeamRef& team_ref, const std::string& id,
                             const std::function<bool(VerificationRun&)>& finish,
                             const AuditContext& audit) override;
  std::vector<VerificationRun> runs(const Verification& verification, const std::string& before,
                                    int limit) override;

  std::int64_t add_event(const VerificationEvent& event) override;
  std::vector<VerificationEvent> events(const std::string& run, std::int64_t after,
                                        int limit) override;

 private:
  storage::Database& database_;
};

}  // namespace chaos::hub::experiment
