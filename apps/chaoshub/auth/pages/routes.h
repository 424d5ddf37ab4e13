#pragma once

#include "auth/model/accounts.h"
#include "auth/model/provider_sign_in.h"
#include "http/router.h"
#include "web/shown_once.h"

namespace chaos::hub::auth {

/// /sign-up, /sign-in and /sign-out.
void add_entry_pages(http::Router& router, Accounts& accounts, ProviderSignIn& provider_sign_in);

/// /account and everything below it.
void add_account_pages(http::Router& router, Accounts& accounts, ProviderSignIn& provider_sign_in,
                       const web::ShownOnce& once);

/// The tokens of a team's agents.
void add_team_token_pages(http::Router& router, Accounts& accounts, const web::ShownOnce& once);

}  // namespace chaos::hub::auth
