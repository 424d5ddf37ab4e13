#pragma once

#include <string>

#include "service/clock.h"

namespace chaos::hub {

/// Tells a page that all executions of a team are halted.
struct HaltNotice {
  std::string organization;
  std::string team;
  std::string team_name;
  std::string reason;  ///< "" if none was given
  std::string by;      ///< the name of whoever halted them; "" if unknown
  Time since;
  bool may_resume = false;  ///< whether the caller may resume them
};

}  // namespace chaos::hub
