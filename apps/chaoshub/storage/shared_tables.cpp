#include "storage/shared_tables.h"

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

const std::string_view kAuditIndex = R"(
DROP INDEX audit_of_organization;
CREATE INDEX audit_by_time ON audit (organization, time, id);
)";

const std::string_view kAuditAgents = R"(
ALTER TABLE audit ADD COLUMN agent TEXT NOT NULL DEFAULT '';
)";

const std::string_view kOutboxTable = R"(
CREATE TABLE outbox (
  id {serial},
  topic TEXT NOT NULL,
  organization TEXT NOT NULL,
  team TEXT NOT NULL,
  subject TEXT NOT NULL
);
)";

const std::string_view kDocumentTables = R"(
CREATE TABLE document_part (
  document TEXT NOT NULL,
  part INTEGER NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (document, part)
);
)";

}  // namespace chaos::hub::storage
