#pragma once

#include "dashboard/model/directory.h"
#include "http/router.h"
#include "service/auth_service.h"
#include "service/experiment_service.h"

namespace chaos::hub::dashboard {

/// / and /organizations/new.
void add_home_pages(http::Router& router, Directory& directory, ExperimentService& experiments);

/// /organizations/{org} and its settings.
void add_organization_pages(http::Router& router, Directory& directory, AuthService& auth);

/// /organizations/{org}/teams/{team}/members, and the name of the team.
void add_member_pages(http::Router& router, Directory& directory);

}  // namespace chaos::hub::dashboard
