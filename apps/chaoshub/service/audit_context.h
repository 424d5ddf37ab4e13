#pragma once

#include <string>

#include "service/clock.h"

namespace chaos::hub {

/// Who makes a change and when; stored with the change.
struct AuditContext {
  std::string actor;  ///< the account's identifier; "" for the command line
  Time time;
};

}  // namespace chaos::hub
