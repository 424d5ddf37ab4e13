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

const std::string_view kAuditWords = R"(
DROP INDEX audit_by_time;
CREATE INDEX audit_by_time ON audit (organization, time, id, actor, action);
ALTER TABLE audit ADD COLUMN has_words INTEGER NOT NULL DEFAULT 0;
CREATE INDEX audit_without_words ON audit (id) WHERE has_words = 0;
CREATE TABLE audit_word (
  organization TEXT NOT NULL,
  word TEXT NOT NULL,
  record BIGINT NOT NULL REFERENCES audit (id),
  PRIMARY KEY (organization, word, record)
);
)";

/// Words are compared byte by byte, whatever the database's language.
const std::string_view kAuditWordsOfPostgresql = R"(
DROP INDEX audit_by_time;
CREATE INDEX audit_by_time ON audit (organization, time, id, actor, action);
ALTER TABLE audit ADD COLUMN has_words INTEGER NOT NULL DEFAULT 0;
CREATE INDEX audit_without_words ON audit (id) WHERE has_words = 0;
CREATE TABLE audit_word (
  organization TEXT NOT NULL,
  word TEXT COLLATE "C" NOT NULL,
  record BIGINT NOT NULL REFERENCES audit (id),
  PRIMARY KEY (organization, word, record)
);
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
