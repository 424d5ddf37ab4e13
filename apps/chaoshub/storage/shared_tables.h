#pragma once

#include <string_view>

namespace chaos::hub::storage {

// The tables that services have in common, each a migration of theirs.

/// The audit log; see audit.h.
extern const std::string_view kAuditTable;
/// An index for searching the audit log.
extern const std::string_view kAuditIndex;
/// The announcements of changes; see outbox.h.
extern const std::string_view kOutboxTable;
/// Long texts. They are stored in parts, so that sending one needs memory for a single part only;
/// see document.h.
extern const std::string_view kDocumentTables;

}  // namespace chaos::hub::storage
