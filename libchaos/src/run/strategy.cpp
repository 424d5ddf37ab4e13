#include "run/strategy.h"

#include "log/log.h"

namespace chaos {
namespace {

/// The strategy named under `runtime.{part}.strategy`, or "default".
std::string declared(const Json& holder, const char* part) {
  const Json* runtime = find(holder, "runtime");
  const Json* block = runtime != nullptr ? find(*runtime, part) : nullptr;
  const Json* strategy = block != nullptr ? find(*block, "strategy") : nullptr;
  return strategy != nullptr ? python_str(*strategy) : "default";
}

}  // namespace

std::optional<HypothesisStrategy> hypothesis_strategy_from(std::string_view name) {
  if (name == "default") return HypothesisStrategy::kDefault;
  if (name == "before-method-only") return HypothesisStrategy::kBeforeMethod;
  if (name == "after-method-only") return HypothesisStrategy::kAfterMethod;
  if (name == "during-method-only") return HypothesisStrategy::kDuringMethod;
  if (name == "continuously") return HypothesisStrategy::kContinuous;
  if (name == "skip") return HypothesisStrategy::kSkip;
  return std::nullopt;
}

std::string_view to_string(HypothesisStrategy strategy) {
  switch (strategy) {
    case HypothesisStrategy::kDefault:
      return "default";
    case HypothesisStrategy::kBeforeMethod:
      return "before-method-only";
    case HypothesisStrategy::kAfterMethod:
      return "after-method-only";
    case HypothesisStrategy::kDuringMethod:
      return "during-method-only";
    case HypothesisStrategy::kContinuous:
      return "continuous";
    case HypothesisStrategy::kSkip:
      return "skip";
  }
  return "";
}

bool checks_before(HypothesisStrategy strategy) {
  return strategy == HypothesisStrategy::kDefault ||
         strategy == HypothesisStrategy::kBeforeMethod ||
         strategy == HypothesisStrategy::kContinuous;
}

bool checks_during(HypothesisStrategy strategy) {
  return strategy == HypothesisStrategy::kDuringMethod ||
         strategy == HypothesisStrategy::kContinuous;
}

bool checks_after(HypothesisStrategy strategy) {
  return strategy == HypothesisStrategy::kDefault || strategy == HypothesisStrategy::kAfterMethod ||
         strategy == HypothesisStrategy::kContinuous;
}

Strategies effective_strategies(const Json& settings, const Json& experiment,
                                const std::optional<std::string>& hypothesis_option,
                                const std::optional<std::string>& rollback_option) {
  const Json* own = find(experiment, "runtime");
  const Json& source = own != nullptr && truthy(*own) ? experiment : settings;
  return {.hypothesis = hypothesis_option.value_or(declared(source, "hypothesis")),
          .rollbacks = rollback_option.value_or(declared(source, "rollbacks"))};
}

bool plays_rollbacks(std::string_view strategy, std::string_view status, bool deviated) {
  if (strategy == "always") return true;
  if (strategy == "deviated") return deviated;
  return strategy == "default" && status != "failed" && status != "interrupted";
}

bool plays_undos(std::string_view strategy) {
  return strategy != "never";
}

bool should_roll_back(const std::string& strategy, std::string_view status, bool deviated) {
  const bool played = plays_rollbacks(strategy, status, deviated);
  if (strategy == "always") {
    log::warning("Rollbacks were explicitly requested to be played");
  } else if (strategy == "never") {
    log::warning("Rollbacks were explicitly requested to not be played");
  } else if (strategy == "deviated" && played) {
    log::warning("Rollbacks will be played only because the experiment deviated");
  } else if (strategy == "deviated") {
    log::warning(
        "Rollbacks were explicitely requested to be played only if the experiment deviated. Since "
        "this is not the case, we will not play them.");
  }
  return played;
}

}  // namespace chaos
