#pragma once

#include <string>
#include <vector>

#include "experiment/model/execution.h"
#include "experiment/model/experiment.h"
#include "experiment/model/safeguards.h"
#include "experiment/model/statistics.h"
#include "web/html.h"

namespace chaos::hub::experiment {

/// `team`: the path of the team's pages; `empty`: the text to show if there are none.
web::Html execution_table(const std::string& caption, const std::vector<Execution>& executions,
                          const std::string& team, const char* empty = "No executions yet.");
/// With the latest results of each experiment.
web::Html experiment_table(Statistics& statistics, const std::string& caption,
                           const std::vector<Experiment>& experiments, const std::string& team);

/// The safeguard's name in bold, and its reason.
web::Html objection_words(const Objection& objection);

web::Html tag_list(const std::vector<std::string>& tags);

}  // namespace chaos::hub::experiment
