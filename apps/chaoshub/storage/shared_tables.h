#pragma once

#include <string_view>

namespace chaos::hub::storage {

// The tables that services have in common, each a migration of theirs.

/// The audit log; see audit.h.
extern const std::string_view kAuditTable;
/// The announcements of changes; see outbox.h.
extern const std::string_view kOutboxTable;
/// Long texts, kept in parts so that no more than one has to be in memory to be sent; see
/// document.h.
extern const std::string_view kDocumentTables;

}  // namespace chaos::hub::storage
