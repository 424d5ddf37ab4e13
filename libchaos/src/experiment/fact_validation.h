#pragma once

#include <optional>

#include "chaos/json.h"
#include "chaos/registry.h"
#include "experiment/findings.h"

namespace chaos {

/// `runtime.hypothesis.after-rollbacks` of an experiment or the settings; nothing if it is missing.
/// Throws InvalidExperiment if it is neither true nor false.
std::optional<bool> after_rollbacks_of(const Json& document);

/// Checks the experiment's facts, and whether its hypothesis is to be checked after the rollbacks.
void validate_facts(const Json& experiment, const Registry& registry, Findings& findings);

}  // namespace chaos
