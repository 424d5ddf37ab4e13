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

/// Problems with the strategies under `runtime` of `holder` (an experiment or the settings), or
/// with values that are not the mappings that name them; the pointers refer to `holder`. With an
/// unknown rollback strategy, no rollback would be played, silently.
std::vector<Diagnostic> strategy_problems(const Json& holder);

}  // namespace chaos
