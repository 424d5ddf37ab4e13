#pragma once

#include <soci/soci.h>

#include <string>
#include <string_view>

#include "service/version_condition.h"

namespace chaos::hub::storage {

/// Counts the version of the record up and keeps others from changing it until the transaction
/// ends, so that what is read from now on is what is decided on. `table` has the columns `id` and
/// `version`. False when there is no such record. Throws Refusal (kStale).
bool begin_change(soci::session& session, std::string_view table, const std::string& id,
                  const VersionCondition& condition);

/// Makes transactions that name the same thing wait for each other, until they end. For decisions
/// about what is not there yet, where there is no row to lock.
void serialize(soci::session& session, const std::string& name);

}  // namespace chaos::hub::storage
