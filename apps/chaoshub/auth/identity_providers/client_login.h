#pragma once

#include <string>

#include "auth/identity_providers/provider_call.h"
#include "auth/model/identity_provider.h"
#include "config/provider_config.h"

namespace chaos::hub::auth {

// The parts of OAuth 2 requests that are the same for all providers: what this hub requests, and
// its own credentials.

/// The query for the authorization endpoint, with PKCE (RFC 7636).
Fields authorization_fields(const ProviderConfig& config, const Handshake& handshake);
/// The form for the token endpoint, without our credentials.
Fields exchange_fields(const std::string& code, const Handshake& handshake);

/// Our credentials, as an Authorization header (client_secret_basic) or in the form
/// (client_secret_post).
std::string basic_authorization(const ProviderConfig& config);
void add_client(Fields& form, const ProviderConfig& config);

}  // namespace chaos::hub::auth
