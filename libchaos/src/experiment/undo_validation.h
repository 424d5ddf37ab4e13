#pragma once

#include "chaos/json.h"
#include "chaos/registry.h"
#include "experiment/findings.h"

namespace chaos {

/// Checks the `rollback` that actions of the method have, and that nothing else has one.
void validate_undos(const Json& experiment, const Registry& registry, Findings& findings);

}  // namespace chaos
