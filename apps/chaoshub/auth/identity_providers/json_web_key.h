#pragma once

#include <string>

#include "chaos/json.h"

namespace chaos::hub::auth {

/// A provider's public key for that signature algorithm (RS256, RS384, RS512 or ES256), in PEM.
/// `key`: a JSON Web Key (RFC 7517). Throws ProviderFailed if it is weak, or not valid for that
/// algorithm.
std::string pem_of(const Json& key, const std::string& algorithm);

}  // namespace chaos::hub::auth
