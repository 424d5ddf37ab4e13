#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "service/clock.h"

namespace chaos::hub {

/// A record of one change. It never contains secrets.
struct AuditRecord {
  std::int64_t id = 0;  ///< within its service's log
  Time time;
  std::string actor;         ///< the account's identifier; "" for the command line
  std::string action;        ///< "token.create"
  std::string organization;  ///< "" if it belongs to none
  std::string subject;       ///< the identifier of what changed
  std::string detail;        ///< for people to read
  std::string agent = {};    ///< the name of the actor's agent that made it; "" for a person
};

/// Selects the records that match all of the given fields.
struct AuditQuery {
  std::string organization;
  std::optional<std::string> actor = {};  ///< "" for the command line
  std::string action = {};                ///< prefix of the action: "safeguard"
  std::string subject = {};  ///< words, or their beginnings, of the subject's identifier or detail
  std::optional<Time> since = {};
  std::optional<Time> until = {};  ///< exclusive
  /// Only records before this time, or at this time with an identifier less than `before_id`.
  std::optional<Time> before = {};
  std::int64_t before_id = std::numeric_limits<std::int64_t>::max();
  int limit = 50;
};

/// The changes made in one service of the hub. Safe to use from any thread.
class AuditLog {
 public:
  virtual ~AuditLog() = default;

  /// Newest first: by time, then by identifier. Throws Unreachable if the service runs elsewhere
  /// and does not respond.
  virtual std::vector<AuditRecord> records(const AuditQuery& query) = 0;
};

}  // namespace chaos::hub
