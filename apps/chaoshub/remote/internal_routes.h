#pragma once

#include "http/router.h"
#include "service/auth_service.h"
#include "service/dashboard_service.h"
#include "service/experiment_service.h"

namespace chaos::hub {

/// The HTTP form of what services ask each other: POST of a JSON object below /internal. The
/// services are those of this process, so that answering a call never makes another one.
void add_internal_auth_routes(http::Router& router, AuthService& auth);
void add_internal_dashboard_routes(http::Router& router, DashboardService& dashboard);
void add_internal_experiment_routes(http::Router& router, ExperimentService& experiments);

}  // namespace chaos::hub
