#pragma once

#include "auth/model/accounts.h"
#include "http/router.h"

namespace chaos::hub::auth {

/// /api/v1/account and what is below it.
void add_account_routes(http::Router& router, Accounts& accounts);

}  // namespace chaos::hub::auth
