#pragma once

#include <string>

#include "experiment/experiment_model.h"
#include "http/router.h"

namespace chaos::hub::experiment {

/// Each part of /api/v1/organizations/{org}/teams/{team} is one file.
void add_experiment_routes(http::Router& router, const ExperimentModel& model);
void add_execution_routes(http::Router& router, const ExperimentModel& model);
/// What an execution left: its journal, and reports on it.
void add_report_routes(http::Router& router, const ExperimentModel& model);
void add_verification_routes(http::Router& router, const ExperimentModel& model);
void add_safeguard_routes(http::Router& router, const ExperimentModel& model);
void add_halt_routes(http::Router& router, const ExperimentModel& model);
/// /assets: files for `chaos run` and `chaos verify` that know what the hub calls them.
void add_asset_routes(http::Router& router, const ExperimentModel& model);
/// Server-sent events.
void add_live_routes(http::Router& router, const ExperimentModel& model);

/// The team's webhook and its deliveries, for owners.
void add_webhook_routes(http::Router& router, const ExperimentModel& model);

/// Badge images, for anyone who knows their addresses, and the routes that manage them.
void add_badge_routes(http::Router& router, const ExperimentModel& model);

/// Where a browser finds what is at `rest` of the team's pages.
std::string page_address(const http::Request& request, const std::string& rest);

/// Whether the answer is to say how long the whole list is ("count=true"), and where it says so.
bool wants_count(const http::Request& request);
inline constexpr const char* kTotalCount = "X-Total-Count";

/// The beginning of the paths of all of them.
inline const std::string kTeamPath = "/api/v1/organizations/{org}/teams/{team}";

}  // namespace chaos::hub::experiment
