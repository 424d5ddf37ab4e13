#pragma once

#include <soci/soci.h>

#include <string>
#include <string_view>

#include "service/version_condition.h"

namespace chaos::hub::storage {

/// Increments the record's version and locks it until the transaction ends, so that decisions are
/// based on what is read from now on. `table` has the columns `id` and `version`. False if the
/// record does not exist. Throws Refusal (kStale).
bool begin_change(soci::session& session, std::string_view table, const std::string& id,
                  const VersionCondition& condition);

/// Serializes transactions that use the same name, until they end. For decisions about rows that
/// don't exist yet and so cannot be locked.
void serialize(soci::session& session, const std::string& name);

}  // namespace chaos::hub::storage
