#pragma once

#include "auth/model/provider_sign_in.h"
#include "http/router.h"

namespace chaos::hub::auth {

/// /sign-in/with/{provider} and everything below it: to the provider and back, to sign in or to
/// connect an identity to an account.
void add_provider_routes(http::Router& router, ProviderSignIn& provider_sign_in);

}  // namespace chaos::hub::auth
