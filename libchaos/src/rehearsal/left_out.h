#pragma once

#include <string>
#include <vector>

#include "chaos/json.h"

namespace chaos::rehearsal {

/// What the experiment and the settings have that a rehearsal leaves out, although it affects a
/// run: one sentence each.
std::vector<std::string> describe_left_out(const Json& experiment, const Json& settings);

}  // namespace chaos::rehearsal
