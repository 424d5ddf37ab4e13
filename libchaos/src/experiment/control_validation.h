#pragma once

#include "chaos/json.h"
#include "chaos/registry.h"
#include "experiment/findings.h"

namespace chaos {

/// Checks the declarations of all controls of the experiment, its hypothesis and its activities.
/// Semantics: chaoslib.control.validate_controls of the reference, except that a reference does not
/// need its own name and provider.
void validate_controls(const Json& experiment, const Registry& registry, Findings& findings);

}  // namespace chaos
