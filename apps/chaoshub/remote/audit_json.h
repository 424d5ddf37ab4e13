#pragma once

#include <vector>

#include "chaos/json.h"
#include "service/audit_log.h"

namespace chaos::hub {

// Audit queries and records in the JSON form that processes exchange.

Json to_json(const AuditQuery& query);
/// The inverse of to_json().
AuditQuery audit_query_from(const Json& json);

Json to_json(const std::vector<AuditRecord>& records);
std::vector<AuditRecord> audit_records_from(const Json& json);

}  // namespace chaos::hub
