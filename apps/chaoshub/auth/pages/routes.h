#pragma once

#include "auth/model/accounts.h"
#include "auth/model/outside_sign_in.h"
#include "auth/pages/shown_once.h"
#include "http/router.h"

namespace chaos::hub::auth {

/// /sign-up, /sign-in and /sign-out.
void add_entry_pages(http::Router& router, Accounts& accounts, OutsideSignIn& outside);

/// /account and what is below it.
void add_account_pages(http::Router& router, Accounts& accounts, OutsideSignIn& outside,
                       const ShownOnce& once);

/// The tokens of a team's agents.
void add_team_token_pages(http::Router& router, Accounts& accounts, const ShownOnce& once);

}  // namespace chaos::hub::auth
