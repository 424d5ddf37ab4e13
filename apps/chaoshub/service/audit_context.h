#pragma once

#include <string>

#include "security/principal.h"
#include "service/clock.h"

namespace chaos::hub {

/// Who makes a change and when; stored with the change.
struct AuditContext {
  std::string actor;  ///< the account's identifier; "" for the command line
  Time time;
  std::string agent = {};  ///< the name of the account's agent that makes it; "" for a person
};

inline AuditContext audit_context(const Principal& principal, Time time) {
  return {.actor = principal.account,
          .time = time,
          .agent = principal.is_agent() ? principal.agent : std::string()};
}

}  // namespace chaos::hub
