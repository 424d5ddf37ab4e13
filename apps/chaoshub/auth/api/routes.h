#pragma once

#include "auth/model/accounts.h"
#include "http/router.h"

namespace chaos::hub::auth {

/// /api/v1/account and everything below it.
void add_account_routes(http::Router& router, Accounts& accounts);
void add_sign_up_link_routes(http::Router& router, Accounts& accounts);
/// /api/v1/organizations/{org}/teams/{team}/tokens
void add_agent_token_routes(http::Router& router, Accounts& accounts);

}  // namespace chaos::hub::auth
