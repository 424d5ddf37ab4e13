#pragma once

#include "chaos/json.h"
#include "chaos/registry.h"
#include "experiment/findings.h"

namespace chaos {

/// Checks the `retries` of activities, `on-failure` of activities and of the runtime, and the
/// tolerances outside the hypothesis that these keys use.
void validate_judgement(const Json& experiment, const Registry& registry, Findings& findings);

}  // namespace chaos
