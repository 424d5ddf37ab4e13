#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "chaos/json.h"

namespace chaos {

/// When the steady-state hypothesis is checked.
enum class HypothesisStrategy {
  kDefault,
  kBeforeMethod,
  kAfterMethod,
  kDuringMethod,
  kContinuous,
  kSkip
};

/// Nothing for a name the reference does not know.
std::optional<HypothesisStrategy> hypothesis_strategy_from(std::string_view name);
/// The name the reference logs ("continuous" for "continuously").
std::string_view to_string(HypothesisStrategy strategy);

bool checks_before(HypothesisStrategy strategy);
bool checks_during(HypothesisStrategy strategy);
bool checks_after(HypothesisStrategy strategy);

/// The names of the strategies that hold for a run.
struct Strategies {
  std::string hypothesis = "default";
  std::string rollbacks = "default";
};

/// From the settings' `runtime` block, then the experiment's, which resets what it does not name,
/// then the command line.
Strategies effective_strategies(const Json& settings, const Json& experiment,
                                const std::optional<std::string>& hypothesis_option,
                                const std::optional<std::string>& rollback_option);

/// Whether a run that ended like this plays the experiment's `rollbacks`. `status` is the
/// journal's.
bool plays_rollbacks(std::string_view strategy, std::string_view status, bool deviated);
/// Whether a run undoes the actions that began, which does not depend on how it went.
bool plays_undos(std::string_view strategy);

/// The same; logs as the reference.
bool should_roll_back(const std::string& strategy, std::string_view status, bool deviated);

}  // namespace chaos
