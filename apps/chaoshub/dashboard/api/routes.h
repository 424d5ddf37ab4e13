#pragma once

#include "dashboard/model/directory.h"
#include "http/router.h"
#include "service/auth_service.h"

namespace chaos::hub::dashboard {

/// /api/v1/organizations, their members and feeds, and teams and their members.
void add_organization_routes(http::Router& router, Directory& directory, AuthService& auth);
void add_team_routes(http::Router& router, Directory& directory, AuthService& auth);

}  // namespace chaos::hub::dashboard
