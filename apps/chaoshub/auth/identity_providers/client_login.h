#pragma once

#include <string>

#include "auth/identity_providers/provider_call.h"
#include "auth/model/identity_provider.h"
#include "config/provider_config.h"

namespace chaos::hub::auth {

// What is the same for all providers that speak OAuth 2: the parts of its requests in which this
// hub says what it wants, and who it is.

/// The query of the authorization endpoint, with PKCE (RFC 7636).
Fields authorization_fields(const ProviderConfig& config, const Handshake& handshake);
/// The form of the token endpoint, without who we are.
Fields exchange_fields(const std::string& code, const Handshake& handshake);

/// Who we are, as an Authorization header (client_secret_basic) or in the form
/// (client_secret_post).
std::string basic_authorization(const ProviderConfig& config);
void add_client(Fields& form, const ProviderConfig& config);

}  // namespace chaos::hub::auth
