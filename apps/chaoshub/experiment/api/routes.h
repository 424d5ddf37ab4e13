#pragma once

#include <string>

#include "experiment/experiment_model.h"
#include "http/router.h"

namespace chaos::hub::experiment {

/// Each part of /api/v1/organizations/{org}/teams/{team} is in its own file.
void add_experiment_routes(http::Router& router, const ExperimentModel& model);
void add_execution_routes(http::Router& router, const ExperimentModel& model);
/// The journal of an execution, and reports on it.
void add_report_routes(http::Router& router, const ExperimentModel& model);
void add_verification_routes(http::Router& router, const ExperimentModel& model);
void add_safeguard_routes(http::Router& router, const ExperimentModel& model);
void add_halt_routes(http::Router& router, const ExperimentModel& model);
/// /assets: files for `chaos run` and `chaos verify` that contain the hub's identifiers.
void add_asset_routes(http::Router& router, const ExperimentModel& model);
/// Server-sent events.
void add_live_routes(http::Router& router, const ExperimentModel& model);

/// The team's webhook and its deliveries, for owners.
void add_webhook_routes(http::Router& router, const ExperimentModel& model);

/// Badge images, for anyone who knows their URLs, and the routes that manage them.
void add_badge_routes(http::Router& router, const ExperimentModel& model);

/// The browser URL of the page at `rest`, below the team's pages.
std::string page_address(const http::Request& request, const std::string& rest);

/// Whether the request asks for the length of the whole list ("count=true"), and the header that
/// contains it.
bool wants_count(const http::Request& request);
inline constexpr const char* kTotalCount = "X-Total-Count";

/// The prefix of all their paths.
inline const std::string kTeamPath = "/api/v1/organizations/{org}/teams/{team}";

}  // namespace chaos::hub::experiment
