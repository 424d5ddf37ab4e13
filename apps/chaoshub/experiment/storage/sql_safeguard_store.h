#pragma once

#include "experiment/model/safeguards.h"
#include "storage/database.h"

namespace chaos::hub::experiment {

/// The store in the experiment service's database.
class SqlSafeguardStore final : public SafeguardStore {
 public:
  explicit SqlSafeguardStore(storage::Database& database) : database_(database) {}

  std::vector<Safeguard> safeguards(const Home& home) override;
  std::vector<Safeguard> in_force(const std::string& kind, int limit) override;
  std::optional<Safeguard> safeguard(const Home& home, const std::string& id) override;
  void add_safeguard(const Safeguard& safeguard, const Deed& deed) override;
  Safeguard change_safeguard(const Home& home, const std::string& id,
                             const VersionCondition& condition,
                             const std::function<void(Safeguard&)>& change,
                             const Deed& deed) override;
  Safeguard set_enabled(const Home& home, const std::string& id, bool enabled,
                        const std::string& name, const Deed& deed) override;
  Safeguard halt(const Safeguard& fresh, const Deed& deed) override;
  std::vector<Safeguard> resume(const Home& home, const std::string& name,
                                const Deed& deed) override;
  Safeguard remove_safeguard(const Home& home, const std::string& id,
                             const VersionCondition& condition, const Deed& deed) override;
  Experiment approve(const Home& home, const std::string& experiment,
                     const VersionCondition& condition, const std::string& approver_name,
                     const Deed& deed) override;

  std::vector<Execution> running(const Home& home, Time since) override;
  int failures(const Home& home, const std::string& experiment, Time since) override;
  std::optional<std::string> approver(const std::string& experiment) override;

 private:
  storage::Database& database_;
};

}  // namespace chaos::hub::experiment
