#pragma once

#include "chaos/json.h"

namespace chaos {

/// Logs one warning for each deprecated feature that the experiment uses. Throws InvalidExperiment
/// if it cannot search the secrets because of their structure. Semantics:
/// chaoslib.deprecation.warn_about_deprecated_features of the reference.
void warn_about_deprecated_features(const Json& experiment);

}  // namespace chaos
