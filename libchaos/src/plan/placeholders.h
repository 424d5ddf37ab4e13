#pragma once

#include <string>
#include <vector>

#include "chaos/json.h"
#include "plan/values.h"

namespace chaos::plan {

/// The names that an activity mentions as "${name}".
struct Placeholders {
  std::vector<std::string> known;    ///< under their names in the list of values
  std::vector<std::string> unknown;  ///< without a value before the run
};

/// The placeholders in the parts of the activity that a run substitutes.
Placeholders placeholders_in(const Json& activity, const KnownValues& known);

}  // namespace chaos::plan
