#pragma once

#include <vector>

#include "experiment/model/execution.h"
#include "experiment/model/steps.h"
#include "web/html.h"

namespace chaos::hub::experiment {

/// The steps of an execution and their durations.
web::Html step_list(const std::vector<Step>& steps);

/// The events of an execution, one per line. Live pages append new ones.
web::Html event_log(const std::vector<Event>& events);

}  // namespace chaos::hub::experiment
