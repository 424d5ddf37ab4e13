#pragma once

#include "experiment/model/badge.h"
#include "storage/database.h"

namespace chaos::hub::experiment {

/// Badges in a database with the schema of the experiment service.
class SqlBadgeStore final : public BadgeStore {
 public:
  explicit SqlBadgeStore(storage::Database& database) : database_(database) {}

  std::optional<std::string> secret_of(const std::string& experiment) override;
  void set_badge(const Experiment& experiment, const std::string& secret,
                 const AuditContext& audit) override;
  bool remove_badge(const Experiment& experiment, const AuditContext& audit) override;
  std::optional<ExecutionOutcome> last_outcome(const std::string& secret) override;

 private:
  storage::Database& database_;
};

}  // namespace chaos::hub::experiment
