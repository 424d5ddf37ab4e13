#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "chaos/json.h"

namespace chaos {

/// Where secrets of type `vault` come from: reads the value that `declaration` names.
using VaultReader = Json (*)(const Json& declaration, const Json& configuration, std::stop_token);

/// The values of an experiment's `secrets` block (target -> name -> value): inline, from the
/// environment or from a vault, nested as deep as the author likes. A target in `overrides`
/// replaces the whole target. Every text among the values is from now on redacted in the log.
/// Throws InvalidExperiment.
/// Semantics: chaoslib.secret.load_secrets of the reference.
Json load_secrets(const Json& declarations, const Json& configuration, const Json& overrides,
                  std::stop_token stop, VaultReader read_vault);

/// Every text in `secrets`.
std::vector<std::string> secret_texts(const Json& secrets);

/// `value` with every secret text redacted, however deep; keys stay.
Json redacted(Json value);

/// The values of the secrets' targets that the provider block names under "secrets", in one
/// mapping.
Json secrets_of_targets(const Json& provider, const Json& secrets);

}  // namespace chaos
