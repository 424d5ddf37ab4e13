#pragma once

#include <string>
#include <utility>
#include <vector>

#include "http/router.h"
#include "remote/remote_service.h"
#include "service/audit_log.h"

namespace chaos::hub {

/// The audit log of a service in another process.
class RemoteAuditLog final : public AuditLog {
 public:
  explicit RemoteAuditLog(RemoteService service) : service_(std::move(service)) {}
  std::vector<AuditRecord> records(const AuditQuery& query) override;

 private:
  RemoteService service_;
};

/// The server side, for a service of this process. `log`: null if it has none; the answer is then
/// empty.
void add_audit_log_route(http::Router& router, const std::string& service, AuditLog* log);

}  // namespace chaos::hub
