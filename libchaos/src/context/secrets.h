#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "chaos/json.h"
#include "log/redactor.h"
#include "log/short_secrets.h"

namespace chaos {

/// Where secrets of type `vault` come from: reads the value that `declaration` names.
using VaultReader = Json (*)(const Json& declaration, const Json& configuration, std::stop_token);

/// The values of an experiment's `secrets` block (target -> name -> value): inline, from the
/// environment or from a vault, nested as deep as the author likes. A target in `overrides`
/// replaces the whole target. Every text among the values is from now on redacted in the log, and
/// in journals those that secrets_in_clear() does not find. Throws InvalidExperiment.
/// Semantics: chaoslib.secret.load_secrets of the reference.
Json load_secrets(const Json& declarations, const Json& configuration, const Json& overrides,
                  std::stop_token stop, VaultReader read_vault);

/// Every text in `secrets`.
std::vector<std::string> secret_texts(const Json& secrets);

/// The texts among the declared values that are written in clear in the experiment itself.
std::vector<std::string> secrets_in_clear(const Json& declarations);

/// `value` with every secret text redacted, however deep; keys stay.
Json redacted(Json value);
/// The same for a journal: those that the experiment states in clear stay, too.
Json redacted_for_journal(Json value);
/// The same for arguments and outputs: a text that is nothing but a secret is redacted, however
/// short the secret is.
Json redacted_data(Json value, log::Data data);
Json redacted_data_for_journal(Json value, log::Data data);
/// The same with the secrets that the redactor knows.
Json redacted(Json value, const log::Redactor& redactor);

/// The values of the secrets' targets that the provider block names under "secrets", in one
/// mapping.
Json secrets_of_targets(const Json& provider, const Json& secrets);

}  // namespace chaos
