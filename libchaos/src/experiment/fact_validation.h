#pragma once

#include <optional>

#include "chaos/json.h"
#include "chaos/registry.h"
#include "experiment/findings.h"

namespace chaos {

/// `runtime.hypothesis.after-rollbacks` of an experiment or the settings; nothing when it is not
/// there. Throws InvalidExperiment when it is neither true nor false.
std::optional<bool> after_rollbacks_of(const Json& document);

/// Checks what the experiment says of how its system is to be left: its facts, and whether the
/// hypothesis is checked after the rollbacks.
void validate_facts(const Json& experiment, const Registry& registry, Findings& findings);

}  // namespace chaos
