#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "service/audit_log.h"
#include "service/auth_service.h"

namespace chaos::hub::dashboard {

/// A record with the name of its actor.
struct AuditEntry {
  std::string id;          ///< unique across all logs; the cursor for the next page
  std::string actor_name;  ///< for people; "" for the command line and for deleted accounts
  AuditRecord record;
};

/// Which entries to return, and where to start.
struct AuditFilter {
  AuditQuery query;
  std::string before = {};  ///< an entry's identifier, or ""
};

/// The audit logs of all services, merged into one. Safe to use from any thread.
class AuditTrail {
 public:
  /// The logs, by service name.
  using Logs = std::map<std::string, std::shared_ptr<AuditLog>>;

  AuditTrail(Logs logs, AuthService& auth);

  /// Newest first. Throws Refusal if `before` is not the identifier of an entry, and Unreachable if
  /// a service does not respond, because a list without its changes would be misleading.
  std::vector<AuditEntry> entries(const AuditFilter& filter) const;

 private:
  Logs logs_;
  AuthService& auth_;
};

}  // namespace chaos::hub::dashboard
