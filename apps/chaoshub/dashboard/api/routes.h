#pragma once

#include "dashboard/model/audit_trail.h"
#include "dashboard/model/directory.h"
#include "http/router.h"
#include "service/auth_service.h"

namespace chaos::hub::dashboard {

/// /api/v1/organizations, their members and feeds, and teams and their members.
void add_organization_routes(http::Router& router, Directory& directory, AuthService& auth);
void add_team_routes(http::Router& router, Directory& directory, AuthService& auth);

/// /api/v1/organizations/{org}/audit: who changed what, for owners. The trail must outlive the
/// router.
void add_audit_routes(http::Router& router, const AuditTrail& trail);

}  // namespace chaos::hub::dashboard
