#include "storage/audit.h"

#include "storage/statement.h"

namespace chaos::hub::storage {

void record(soci::session& session, const Deed& deed, const Change& change) {
  execute(session,
          "INSERT INTO audit (time, actor, action, organization, subject, detail)"
          " VALUES (:time, :actor, :action, :organization, :subject, :detail)",
          deed.time, deed.actor, change.action, change.organization, change.subject, change.detail);
}

std::vector<AuditRecord> latest_records(soci::session& session, const std::string& organization,
                                        int limit) {
  return select(
      session,
      "SELECT time, actor, action, organization, subject, detail FROM audit"
      " WHERE :all = '' OR organization = :organization ORDER BY id DESC LIMIT :limit",
      [](Columns& row) {
        return AuditRecord{.time = row.text(),
                           .actor = row.text(),
                           .action = row.text(),
                           .organization = row.text(),
                           .subject = row.text(),
                           .detail = row.text()};
      },
      organization, organization, limit);
}

}  // namespace chaos::hub::storage
