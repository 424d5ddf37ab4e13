#pragma once

#include <string>

#include "chaos/json.h"

namespace chaos::hub::auth {

/// A provider's public key for signatures with that algorithm (RS256, RS384, RS512 or ES256), in
/// PEM. `key`: as a JSON Web Key (RFC 7517). Throws ProviderFailed when it is none for that
/// algorithm, or a weak one.
std::string pem_of(const Json& key, const std::string& algorithm);

}  // namespace chaos::hub::auth
