#pragma once

#include <string>
#include <vector>

#include "chaos/json.h"
#include "plan/values.h"

namespace chaos::plan {

/// The names that an activity mentions as "${name}".
struct Placeholders {
  std::vector<std::string> known;    ///< as they are listed among the values
  std::vector<std::string> unknown;  ///< for which there is no value before the run
};

/// Of the parts of the activity in which a run fills in values.
Placeholders placeholders_in(const Json& activity, const KnownValues& known);

}  // namespace chaos::plan
