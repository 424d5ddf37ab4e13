#pragma once

#include "experiment/model/verification_store.h"
#include "storage/database.h"

namespace chaos::hub::experiment {

/// The store in the experiment service's database.
class SqlVerificationStore final : public VerificationStore {
 public:
  explicit SqlVerificationStore(storage::Database& database) : database_(database) {}

  std::optional<Verification> verification(const Home& home, const std::string& id) override;
  std::vector<Home> homes_of(const std::string& verification) override;
  void add_verification(const Verification& verification, const Deed& deed) override;
  std::vector<Verification> verifications(const Home& home, const std::string& before,
                                          int limit) override;

  void add_run(const VerificationRun& run, const Deed& deed) override;
  std::optional<VerificationRun> run(const Home& home, const std::string& id) override;
  void finish_run(const VerificationRun& run, const Deed& deed) override;
  std::vector<VerificationRun> runs(const Verification& verification, const std::string& before,
                                    int limit) override;

  std::int64_t add_event(const VerificationEvent& event) override;
  std::vector<VerificationEvent> events(const std::string& run, std::int64_t after,
                                        int limit) override;

 private:
  storage::Database& database_;
};

}  // namespace chaos::hub::experiment
