#include "dashboard/dashboard.h"

#include "dashboard/api/routes.h"
#include "dashboard/pages/routes.h"

namespace chaos::hub::dashboard {

Dashboard::Dashboard(const storage::Location& location, const PrincipalSigner& signer, Clock clock)
    : database_(location, migrations()),
      store_(database_),
      directory_(store_, signer, std::move(clock)),
      outbox_(database_, {}) {}

void Dashboard::add_routes(http::Router& router, AuthService& auth) {
  add_organization_routes(router, directory_, auth);
  add_team_routes(router, directory_, auth);
  add_home_pages(router, directory_);
  add_organization_pages(router, directory_, auth);
  add_member_pages(router, directory_);
}

}  // namespace chaos::hub::dashboard
