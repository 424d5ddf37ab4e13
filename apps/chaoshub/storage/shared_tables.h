#pragma once

#include <string_view>

namespace chaos::hub::storage {

// Tables that several services have, each created by a migration of theirs.

/// The audit log; see audit.h.
extern const std::string_view kAuditTable;
/// An index for searching the audit log.
extern const std::string_view kAuditIndex;
/// A column for the agents that made the changes.
extern const std::string_view kAuditAgents;
/// The words of the audit log, and an index with everything else that it is filtered by.
extern const std::string_view kAuditWords;
extern const std::string_view kAuditWordsOfPostgresql;
/// The announcements of changes; see outbox.h.
extern const std::string_view kOutboxTable;
/// Long texts, stored in parts so that sending one needs memory for only one part; see document.h.
extern const std::string_view kDocumentTables;

}  // namespace chaos::hub::storage
