#pragma once

#include "dashboard/model/audit_trail.h"
#include "dashboard/model/directory.h"
#include "http/router.h"
#include "service/auth_service.h"
#include "service/experiment_service.h"

namespace chaos::hub::dashboard {

/// / and /organizations/new.
void add_home_pages(http::Router& router, Directory& directory, ExperimentService& experiments,
                    AuthService& auth);

/// /organizations/{org} and its settings.
void add_organization_pages(http::Router& router, Directory& directory, AuthService& auth);

/// /organizations/{org}/teams/{team}/members, and the name of the team.
void add_member_pages(http::Router& router, Directory& directory);

/// /organizations/{org}/audit: who changed what, for owners. The trail must outlive the router.
void add_audit_page(http::Router& router, const AuditTrail& trail, Directory& directory);

}  // namespace chaos::hub::dashboard
