#include "remote/remote_audit_log.h"

#include "remote/audit_json.h"
#include "remote/internal_routes.h"

namespace chaos::hub {
namespace {

constexpr const char* kQuestion = "audit";

}  // namespace

std::vector<AuditRecord> RemoteAuditLog::records(const AuditQuery& query) {
  return audit_records_from(service_.ask(kQuestion, to_json(query)));
}

void add_audit_log_route(http::Router& router, const std::string& service, AuditLog* log) {
  add_internal_route(router, service, kQuestion, [log](const Json& body) {
    return to_json(log == nullptr ? std::vector<AuditRecord>()
                                  : log->records(audit_query_from(body)));
  });
}

}  // namespace chaos::hub
