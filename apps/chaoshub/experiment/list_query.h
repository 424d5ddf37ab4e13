#pragma once

#include "experiment/model/execution.h"
#include "experiment/model/experiment.h"
#include "http/message.h"

namespace chaos::hub::experiment {

/// The filter in the query of a list of executions: "q", "outcome", "status", "experiment_id",
/// "tag", "person", "from", "to", "sort", and the page. Throws Problem (422) for an invalid
/// outcome, time or order: an empty list would be misleading. Any "q" is valid.
ExecutionFilter execution_filter_of(const http::Request& request);

/// The same for a list of experiments: "q", "tag", "sort", and the page.
ExperimentFilter experiment_filter_of(const http::Request& request);

/// For programs: "newest".
std::string_view to_text(ExecutionOrder order);
std::string_view to_text(ExperimentOrder order);

}  // namespace chaos::hub::experiment
