#pragma once

#include <soci/soci.h>

#include <string>
#include <string_view>
#include <vector>

#include "service/audit_context.h"
#include "service/audit_log.h"
#include "storage/database.h"

namespace chaos::hub::storage {

struct Change {
  std::string_view action;
  std::string subject;
  std::string detail = {};
  std::string organization = {};
};

/// Records who changed what, in the same transaction as the change, so that both are stored or
/// neither.
void record(soci::session& session, const AuditContext& audit, const Change& change);

/// The records that record() has stored in a database.
class StoredAuditLog final : public AuditLog {
 public:
  explicit StoredAuditLog(Database& database);

  std::vector<AuditRecord> records(const AuditQuery& query) override;

 private:
  Database& database_;
};

}  // namespace chaos::hub::storage
