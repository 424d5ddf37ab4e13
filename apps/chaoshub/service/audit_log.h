#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "service/clock.h"

namespace chaos::hub {

/// Who changed what. Secrets are never in it.
struct AuditRecord {
  std::int64_t id = 0;  ///< in its service's log
  Time time;
  std::string actor;         ///< the account's identifier; "" for the command line
  std::string action;        ///< "token.create"
  std::string organization;  ///< "" outside of any
  std::string subject;       ///< the identifier of what was changed
  std::string detail;        ///< for people
};

/// Selects the records that match all of the given fields.
struct AuditQuery {
  std::string organization;
  std::optional<std::string> actor = {};  ///< "" for the command line
  std::string action = {};                ///< what actions begin with: "safeguard"
  std::string subject = {};               ///< part of the subject's identifier or of the detail
  std::optional<Time> since = {};
  std::optional<Time> until = {};  ///< exclusive
  /// Only records before this time, or at this time with an identifier lower than `before_id`.
  std::optional<Time> before = {};
  std::int64_t before_id = std::numeric_limits<std::int64_t>::max();
  int limit = 50;
};

/// The changes in one service of the hub. Safe to use from any thread.
class AuditLog {
 public:
  virtual ~AuditLog() = default;

  /// The latest first: by time, then by identifier. Throws Unreachable when the service runs
  /// elsewhere and does not answer.
  virtual std::vector<AuditRecord> records(const AuditQuery& query) = 0;
};

}  // namespace chaos::hub
