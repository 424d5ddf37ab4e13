#pragma once

#include <vector>

#include "experiment/model/execution.h"
#include "experiment/model/steps.h"
#include "web/html.h"

namespace chaos::hub::experiment {

/// The steps of an execution and how long each took, or has been taking.
web::Html step_list(const std::vector<Step>& steps);

/// What an execution told of, line by line. Those that follow it add to the list by themselves.
web::Html event_log(const std::vector<Event>& events);

}  // namespace chaos::hub::experiment
