#pragma once

#include <map>
#include <string>

#include "service/clock.h"

namespace chaos::hub {

/// A safeguard that stops all executions of a team.
struct Halt {
  std::string organization;
  std::string team;
  std::string reason;  ///< "" if none was given
  std::string by;      ///< the name of whoever halted them; "" if unknown
  Time since;
};

/// The halts in force, by the team's identifier.
using HaltsByTeam = std::map<std::string, Halt>;

}  // namespace chaos::hub
