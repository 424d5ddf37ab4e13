#pragma once

#include "experiment/model/badge.h"
#include "experiment/model/executions.h"
#include "experiment/model/experiment_catalog.h"
#include "experiment/model/live.h"
#include "experiment/model/numbers.h"
#include "experiment/model/progress.h"
#include "experiment/model/safeguards.h"
#include "experiment/model/verifications.h"
#include "experiment/model/webhooks.h"
#include "experiment/rendered_reports.h"
#include "http/router.h"
#include "web/shown_once.h"

namespace chaos::hub::experiment {

/// What the routes and pages of the experiment service use.
struct ExperimentModel {
  ExperimentStore& store;
  VerificationStore& verification_store;
  ExperimentCatalog& catalog;
  Executions& executions;
  Verifications& verifications;
  Safeguards& safeguards;
  Live& live;
  Progress& progress;
  Statistics& statistics;
  Numbers& numbers;
  Webhooks& webhooks;
  const web::ShownOnce& once;
  BadgeStore& badges;
  RenderedReports& reports;
  Clock clock;
};

/// The team in the path.
TeamRef team_ref_of(const http::Request& request);
Author author_of(const http::Caller& caller);
/// Whether the caller may run the team's experiments. Only then do they get the values of secrets
/// that are written in an experiment: see secret_values.h.
bool may_run(const http::Caller& caller);

}  // namespace chaos::hub::experiment
