#pragma once

#include "experiment/experiment_model.h"

namespace chaos::hub::experiment {

/// /organizations/{org}/teams/{team}: the team's current activity.
void add_overview_page(http::Router& router, const ExperimentModel& model);

/// The pages below it, each in its own file.
void add_experiment_pages(http::Router& router, const ExperimentModel& model);
void add_version_pages(http::Router& router, const ExperimentModel& model);
void add_editor_pages(http::Router& router, const ExperimentModel& model);
void add_execution_pages(http::Router& router, const ExperimentModel& model);
void add_comparison_page(http::Router& router, const ExperimentModel& model);
void add_verification_pages(http::Router& router, const ExperimentModel& model);
void add_safeguard_pages(http::Router& router, const ExperimentModel& model);
void add_webhook_pages(http::Router& router, const ExperimentModel& model);
void add_badge_pages(http::Router& router, const ExperimentModel& model);

/// The prefix of all their paths.
inline const std::string kTeamPages = "/organizations/{org}/teams/{team}";

}  // namespace chaos::hub::experiment
