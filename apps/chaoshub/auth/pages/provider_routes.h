#pragma once

#include "auth/model/provider_sign_in.h"
#include "http/router.h"

namespace chaos::hub::auth {

/// /sign-in/with/{provider} and what is below it: the way to a provider, the way back, and the way
/// of somebody who is signed in and connects an identity with his account.
void add_provider_routes(http::Router& router, ProviderSignIn& provider_sign_in);

}  // namespace chaos::hub::auth
