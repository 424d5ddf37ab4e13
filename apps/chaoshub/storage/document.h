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

/// The text part by part, nothing at its end; nothing at once when there is no such document. A
/// document never changes, but it may be removed before its end has been read: the function then
/// throws Refusal (kConflict), so that nobody takes what was read for the whole.
std::function<std::optional<std::string>()> document_parts(Database& database,
                                                           const std::string& id);

}  // namespace chaos::hub::storage
