#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "chaos/json.h"
#include "log/redactor.h"
#include "log/short_secrets.h"

namespace chaos {

/// The source of secrets of type `vault`: reads the value that `declaration` names.
using VaultReader = Json (*)(const Json& declaration, const Json& configuration, std::stop_token);

/// The values of an experiment's `secrets` block (target -> name -> value): inline, from the
/// environment or from a vault, nested at any depth. A target in `overrides` replaces the whole
/// target. From now on, every string among the values is redacted in the log, and in journals
/// unless secrets_in_clear() finds it. Throws InvalidExperiment. Semantics:
/// chaoslib.secret.load_secrets of the reference.
Json load_secrets(const Json& declarations, const Json& configuration, const Json& overrides,
                  std::stop_token stop, VaultReader read_vault);

/// Every string in `secrets`.
std::vector<std::string> secret_texts(const Json& secrets);

/// The strings among the declared values that the experiment contains in plain text.
std::vector<std::string> secrets_in_clear(const Json& declarations);

/// `value` with every secret redacted, at any depth; keys are not changed.
Json redacted(Json value);
/// The same for a journal: secrets that the experiment contains in plain text stay, too.
Json redacted_for_journal(Json value);
/// The same for arguments and outputs: a string that consists of a single secret is redacted,
/// however short it is.
Json redacted_data(Json value, log::Data data);
Json redacted_data_for_journal(Json value, log::Data data);
/// The same with the secrets that the redactor knows.
Json redacted(Json value, const log::Redactor& redactor);

/// The "secrets" of an activity: those of its provider block, else its own. nullptr for none.
const Json* targets_of(const Json& activity);

/// The values of these targets, in one mapping.
Json secrets_of_targets(const Json& activity, const Json& secrets);

}  // namespace chaos
