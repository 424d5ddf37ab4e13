#include "storage/audit.h"

#include "storage/statement.h"

namespace chaos::hub::storage {

const std::string_view kAuditTable = R"(
CREATE TABLE audit (
  id {serial},
  time TEXT NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  organization TEXT NOT NULL,
  subject TEXT NOT NULL,
  detail TEXT NOT NULL
);
CREATE INDEX audit_of_organization ON audit (organization, id);
)";

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
