#pragma once

#include <functional>
#include <string>

#include "http/router.h"
#include "service/auth_service.h"
#include "service/dashboard_service.h"
#include "service/experiment_service.h"

namespace chaos::hub {

/// The HTTP form of what services ask each other: POST of a JSON object below /internal, with the
/// header X-Chaoshub-Service holding what only processes of the hub know. A proxy in front of the
/// hub must not let these paths through; who finds them can do nothing without the header.
void add_internal_auth_routes(http::Router& router, AuthService& auth);
void add_internal_experiment_routes(http::Router& router, ExperimentService& experiments);
void add_internal_dashboard_routes(http::Router& router, DashboardService& dashboard);

/// Tells whether a request comes from another process of the hub.
std::function<bool(const http::Request&)> service_check(const std::string& key);

/// What that header holds, made of the key that the processes share.
std::string service_password(const std::string& key);

inline constexpr const char* kServiceHeader = "X-Chaoshub-Service";

}  // namespace chaos::hub
