#pragma once

#include <stop_token>
#include <vector>

#include "chaos/diagnostic.h"
#include "chaos/json.h"
#include "chaos/registry.h"
#include "context/secrets.h"

namespace chaos {

/// What validation needs besides the document.
struct ValidationContext {
  const Registry& registry;
  VaultReader read_vault;
  std::stop_token stop;
  Json* secrets = nullptr;  ///< set to the secrets that were read, unless it is nullptr
};

/// Checks the experiment and logs as the reference does, in the same order. Throws
/// InvalidExperiment for the first problem. Semantics:
/// chaoslib.experiment.ensure_experiment_is_valid of the reference.
void validate_experiment(const Json& experiment, const ValidationContext& context);

/// Every problem of the experiment, in the same order; empty if it is valid.
std::vector<Diagnostic> find_problems(const Json& experiment, const ValidationContext& context);

}  // namespace chaos
