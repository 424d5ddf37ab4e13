#pragma once

#include <functional>
#include <string>

#include "chaos/json.h"

namespace chaos::hub::auth {

/// What an ID token must contain to be accepted (OpenID Connect Core, 3.1.3.7).
struct IdTokenRules {
  std::string issuer;
  std::string client_id;
  std::string nonce;
};

/// Returns the provider's key with that identifier as a JSON Web Key, or its only key if the
/// identifier is "". Throws ProviderFailed.
using KeyNamed = std::function<Json(const std::string& id, const std::string& algorithm)>;

/// The claims of an ID token whose signature, issuer, audience, times and nonce are valid. Throws
/// ProviderFailed.
///
/// The standard allows skipping the signature, because the token comes directly from the token
/// endpoint over TLS (3.1.3.7, 6). It is verified anyway, so that a trusted TLS proxy, or a local
/// provider without TLS, need not be trusted.
Json claims_of(const std::string& id_token, const IdTokenRules& rules, const KeyNamed& key_named);

}  // namespace chaos::hub::auth
