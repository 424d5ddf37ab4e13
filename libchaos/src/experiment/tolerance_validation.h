#pragma once

#include <string>

#include "chaos/json.h"
#include "chaos/registry.h"
#include "experiment/findings.h"

namespace chaos {

/// Checks the tolerance of the probe at `pointer`. `missing`: what is reported if it has none.
void validate_probe_tolerance(const Json& probe, const std::string& pointer, const char* missing,
                              const Registry& registry, Findings& findings);

}  // namespace chaos
