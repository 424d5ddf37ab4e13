#pragma once

#include "experiment/experiment_model.h"
#include "web/html.h"

namespace chaos::hub::experiment {

/// The page of an execution that goes on; a browser that may use scripts follows it.
web::Html running_sections(const ExperimentModel& model, const http::Caller& caller,
                           const Execution& execution);

/// The page of one that is over: what came of it, from its journal.
web::Html ended_sections(const ExperimentModel& model, const Execution& execution);

}  // namespace chaos::hub::experiment
