#pragma once

#include <optional>
#include <string>

#include "chaos/json.h"
#include "chaos/registry.h"
#include "experiment/findings.h"

namespace chaos {

/// The seconds under `runtime.<key>` of an experiment or the settings; nothing if the key is
/// missing. Throws InvalidExperiment if it is not a duration greater than zero.
std::optional<double> runtime_duration(const Json& document, const char* key);

/// Checks the experiment's deadline and safeguards.
void validate_guards(const Json& experiment, const Registry& registry, Findings& findings);

/// Checks the list of safeguards at `pointer`.
void validate_safeguards(const Json& safeguards, const std::string& pointer,
                         const Registry& registry, Findings& findings);

}  // namespace chaos
