#pragma once

#include "experiment/model/execution.h"
#include "experiment/model/experiment.h"
#include "http/message.h"

namespace chaos::hub::experiment {

/// What the query of a list of executions asks for: "q", "outcome", "status", "experiment_id",
/// "tag", "person", "from", "to", "sort", and the part of the list. Throws Problem (422) for an
/// outcome, a time or an order that there is not: an empty list would look like an answer. Any "q"
/// can be looked for.
ExecutionFilter execution_filter_of(const http::Request& request);

/// The same for a list of experiments: "q", "tag", "sort", and the part of the list.
ExperimentFilter experiment_filter_of(const http::Request& request);

/// For programs: "newest".
std::string_view to_text(ExecutionOrder order);
std::string_view to_text(ExperimentOrder order);

}  // namespace chaos::hub::experiment
