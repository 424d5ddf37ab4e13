#pragma once

#include <functional>
#include <string>

#include "chaos/json.h"

namespace chaos::hub::auth {

/// What an ID token must say to be believed (OpenID Connect Core, 3.1.3.7).
struct IdTokenRules {
  std::string issuer;
  std::string client_id;
  std::string nonce;
};

/// The provider's key with that identifier, as a JSON Web Key; any, when the identifier is "" and
/// there is one only. Throws ProviderFailed.
using KeyNamed = std::function<Json(const std::string& id, const std::string& algorithm)>;

/// The claims of an ID token, after its signature, issuer, audience, time and nonce were found to
/// be right. Throws ProviderFailed.
///
/// As the token comes straight from the token endpoint, over TLS, the standard lets us do without
/// the signature (3.1.3.7, 6). It is checked all the same: then neither a proxy that the machine
/// trusts nor a provider of this machine without TLS has to be believed.
Json claims_of(const std::string& id_token, const IdTokenRules& rules, const KeyNamed& key_named);

}  // namespace chaos::hub::auth
