#pragma once

#include <string>

#include "chaos/json.h"
#include "chaos/registry.h"
#include "experiment/findings.h"

namespace chaos {

/// Checks the activity at `pointer`. Semantics: chaoslib.activity.ensure_activity_is_valid of the
/// reference.
void validate_activity(const Json& activity, const std::string& pointer, const Registry& registry,
                       Findings& findings);

}  // namespace chaos
