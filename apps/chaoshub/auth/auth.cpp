#include "auth/auth.h"

#include "auth/api/routes.h"
#include "auth/pages/routes.h"

namespace chaos::hub::auth {

Auth::Auth(const storage::Location& location, const ClaimSigner& signer,
           DashboardService& dashboard, Clock clock)
    : database_(location, migrations()),
      store_(database_),
      accounts_(store_, signer, dashboard, std::move(clock)),
      dashboard_(dashboard) {}

void Auth::add_routes(http::Router& router) {
  add_account_routes(router, accounts_);
  add_entry_pages(router, accounts_);
  add_account_pages(router, accounts_, dashboard_);
}

}  // namespace chaos::hub::auth
