#pragma once

#include <vector>

#include "experiment/model/statistics.h"
#include "web/html.h"

namespace chaos::hub::experiment {

/// A cell for each result, oldest first; problems are taller.
web::Html result_strip(const std::vector<Result>& results);

/// A dot for each execution's duration, coloured by outcome, with a link to it. `team`: the path of
/// the team's pages.
web::Html duration_chart(const std::vector<Result>& results, const std::string& team);

}  // namespace chaos::hub::experiment
