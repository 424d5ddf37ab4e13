#pragma once

#include "auth/model/accounts.h"
#include "http/router.h"
#include "service/dashboard_service.h"

namespace chaos::hub::auth {

/// /sign-up, /sign-in and /sign-out.
void add_entry_pages(http::Router& router, Accounts& accounts);

/// /account and what is below it.
void add_account_pages(http::Router& router, Accounts& accounts, DashboardService& dashboard);

}  // namespace chaos::hub::auth
