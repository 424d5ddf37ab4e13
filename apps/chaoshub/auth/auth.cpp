#include "auth/auth.h"

#include "auth/api/routes.h"
#include "auth/outside/providers.h"
#include "auth/pages/outside_routes.h"
#include "auth/pages/routes.h"

namespace chaos::hub::auth {

Auth::Auth(const storage::Location& location, const PrincipalSigner& signer,
           DashboardService& dashboard, const std::vector<ProviderConfig>& providers,
           const std::string& key, const Clock& clock)
    : database_(location, migrations()),
      store_(database_),
      attempts_(database_),
      accounts_(store_, attempts_, signer, dashboard, clock),
      outside_(store_, accounts_, providers_of(providers), key, clock),
      once_(key, clock),
      outbox_(database_, {}) {}

void Auth::add_routes(http::Router& router) {
  add_account_routes(router, accounts_);
  add_sign_up_link_routes(router, accounts_);
  add_agent_token_routes(router, accounts_);
  add_entry_pages(router, accounts_, outside_);
  add_outside_routes(router, outside_);
  add_account_pages(router, accounts_, outside_, once_);
  add_team_token_pages(router, accounts_, once_);
}

}  // namespace chaos::hub::auth
