#pragma once

#include "experiment/experiment_model.h"
#include "web/html.h"

namespace chaos::hub::experiment {

/// The page of a running execution, which scripts keep up to date.
web::Html running_sections(const ExperimentModel& model, const http::Caller& caller,
                           const Execution& execution);

/// The page of an execution that has ended: its result, according to the journal.
web::Html ended_sections(const ExperimentModel& model, const Execution& execution);

}  // namespace chaos::hub::experiment
