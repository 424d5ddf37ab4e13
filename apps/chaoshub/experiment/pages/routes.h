#pragma once

#include "experiment/experiment_model.h"

namespace chaos::hub::experiment {

/// /organizations/{org}/teams/{team}: what the team's experiments do now.
void add_overview_page(http::Router& router, const ExperimentModel& model);

/// What is below it; each is one file.
void add_experiment_pages(http::Router& router, const ExperimentModel& model);
void add_version_pages(http::Router& router, const ExperimentModel& model);
void add_editor_pages(http::Router& router, const ExperimentModel& model);
void add_execution_pages(http::Router& router, const ExperimentModel& model);
void add_comparison_page(http::Router& router, const ExperimentModel& model);
void add_verification_pages(http::Router& router, const ExperimentModel& model);
void add_safeguard_pages(http::Router& router, const ExperimentModel& model);
void add_webhook_pages(http::Router& router, const ExperimentModel& model);
void add_badge_pages(http::Router& router, const ExperimentModel& model);

/// The beginning of the paths of all of them.
inline const std::string kTeamPages = "/organizations/{org}/teams/{team}";

}  // namespace chaos::hub::experiment
