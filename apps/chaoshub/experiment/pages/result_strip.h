#pragma once

#include <vector>

#include "experiment/model/statistics.h"
#include "web/html.h"

namespace chaos::hub::experiment {

/// A cell for each result, the oldest first, tall where something went wrong.
web::Html result_strip(const std::vector<Result>& results);

/// How long each took, by its outcome: a dot for each, which leads to the execution. `team`: the
/// path of the team's pages.
web::Html duration_chart(const std::vector<Result>& results, const std::string& team);

}  // namespace chaos::hub::experiment
