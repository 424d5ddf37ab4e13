#pragma once

#include "experiment/experiment_model.h"
#include "web/html.h"

namespace chaos::hub::experiment {

/// The experiment's badge and the Markdown for a README; members can also create or delete it.
web::Html badge_section(const ExperimentModel& model, const http::Request& request,
                        const http::Caller& caller, const Experiment& experiment);

}  // namespace chaos::hub::experiment
