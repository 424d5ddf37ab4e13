#pragma once

#include <string>

#include "service/halt.h"

namespace chaos::hub {

/// Tells a page that all executions of a team are halted.
struct HaltNotice {
  /// How much is known if a service does not respond.
  enum class Certainty {
    kHalted,
    kSomeHalted,  ///< of which teams is not known
    kUnknown      ///< perhaps nothing is halted
  };

  Halt halt = {};
  std::string team_name = {};
  bool may_resume = false;  ///< whether the caller may resume them
  Certainty certainty = Certainty::kHalted;
};

}  // namespace chaos::hub
