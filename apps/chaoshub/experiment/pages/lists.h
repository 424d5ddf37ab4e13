#pragma once

#include <string>
#include <vector>

#include "experiment/model/execution.h"
#include "experiment/model/experiment.h"
#include "web/html.h"

namespace chaos::hub::experiment {

/// How an execution stands, or what came of it.
web::Html status_pill(const Execution& execution);

/// `team`: the path of the team's pages.
web::Html execution_table(const std::string& caption, const std::vector<Execution>& executions,
                          const std::string& team);
web::Html experiment_table(const std::string& caption, const std::vector<Experiment>& experiments,
                           const std::string& team);

web::Html tag_list(const std::vector<std::string>& tags);

}  // namespace chaos::hub::experiment
