#pragma once

#include <soci/soci.h>

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "storage/database.h"

namespace chaos::hub::storage {

void add_document(soci::session& session, const std::string& id, std::string_view text);
void remove_document(soci::session& session, const std::string& id);

/// Returns the document part by part, then nothing; nothing at once if it does not exist. A
/// document never changes, but may be deleted while it is being read: the function then throws
/// Refusal (kConflict), so that nobody mistakes a part for the whole.
std::function<std::optional<std::string>()> document_parts(Database& database,
                                                           const std::string& id);

}  // namespace chaos::hub::storage
