#pragma once

#include <optional>
#include <string>
#include <vector>

#include "chaos/diagnostic.h"
#include "chaos/json.h"

namespace chaos {

/// The strategies that an experiment, or the settings, may name under `runtime`.
const std::vector<std::string>& rollback_strategy_names();
const std::vector<std::string>& hypothesis_strategy_names();

/// What is wrong with the strategies that `holder` (an experiment, or settings) names under
/// `runtime`; the pointers lead into it. An unknown rollback strategy plays no rollback, without a
/// word.
std::vector<Diagnostic> strategy_problems(const Json& holder);

}  // namespace chaos
