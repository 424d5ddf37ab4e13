#pragma once

#include <string>

#include "chaos/json.h"
#include "experiment/findings.h"

namespace chaos {

/// Checks that the activity at `pointer`, when it is a reference, names an activity of the method
/// or the hypothesis.
void validate_reference(const Json& experiment, const Json& activity, const std::string& pointer,
                        Findings& findings);

}  // namespace chaos
