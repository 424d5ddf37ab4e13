#include "auth/auth.h"

#include "auth/api/routes.h"

namespace chaos::hub::auth {

Auth::Auth(const storage::Location& location, const ClaimSigner& signer,
           DashboardService& dashboard, Clock clock)
    : database_(location, migrations()),
      store_(database_),
      accounts_(store_, signer, dashboard, std::move(clock)) {}

void Auth::add_routes(http::Router& router) {
  add_account_routes(router, accounts_);
}

}  // namespace chaos::hub::auth
