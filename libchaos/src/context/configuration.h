#pragma once

#include <functional>

#include "chaos/json.h"

namespace chaos {

/// The values of an experiment's `configuration` block: inline ones unchanged, those of type `env`
/// from the environment with their type and default. A name in `overrides` replaces the whole
/// declaration, and may itself be of type `env`. Dynamic values (type `probe`) remain declarations.
/// Throws InvalidExperiment for a variable that is not set or does not convert. Semantics:
/// chaoslib.configuration.load_configuration of the reference.
Json load_configuration(const Json& declarations, const Json& overrides);

/// Executes one probe of the configuration, given the values known so far, and returns its output.
using DynamicProbe = std::function<Json(const Json& probe, const Json& configuration)>;

/// `configuration` with every declaration of type `probe` replaced by the probe's result: the
/// stripped output of a process, the body of an HTTP response, the output of a function. If a
/// probe fails, its value is the `default` of the declaration; without one, it is omitted. Both with
/// a warning.
Json load_dynamic_configuration(const Json& configuration, const DynamicProbe& run_probe);

}  // namespace chaos
