#pragma once

#include "auth/model/accounts.h"
#include "auth/model/outside_sign_in.h"
#include "http/router.h"
#include "service/dashboard_service.h"

namespace chaos::hub::auth {

/// /sign-up, /sign-in and /sign-out.
void add_entry_pages(http::Router& router, Accounts& accounts, OutsideSignIn& outside);

/// /account and what is below it.
void add_account_pages(http::Router& router, Accounts& accounts, OutsideSignIn& outside,
                       DashboardService& dashboard);

}  // namespace chaos::hub::auth
