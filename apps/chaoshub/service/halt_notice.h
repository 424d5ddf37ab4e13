#pragma once

#include <string>

#include "service/clock.h"

namespace chaos::hub {

/// That all executions of a team are halted, for pages to say.
struct HaltNotice {
  std::string organization;
  std::string team;
  std::string team_name;
  std::string reason;  ///< "" when none was given
  std::string by;      ///< the name of who halted them; "" when it is not known
  Time since;
  bool may_resume = false;  ///< whether the caller may let them go on
};

}  // namespace chaos::hub
