#pragma once

#include <random>
#include <string>

#include "chaos/json.h"
#include "run/strategy.h"

namespace chaos::testing {

/// Makes up experiments whose activities have the provider `made-up`: each takes some `seconds`,
/// and fails always (`fails`) or the first times that it is tried (`fails-first`). The same seed
/// always makes the same experiment.
class ExperimentGenerator {
 public:
  explicit ExperimentGenerator(unsigned seed) : random_(seed) {}

  Json experiment() {
    Json experiment = {{"title", "generated"}, {"description", "generated"}};
    if (chance(40)) {
      Json probes = activities(pick(1, 2), "probe");
      for (auto& probe : probes)
        probe["tolerance"] = true;
      experiment["steady-state-hypothesis"] = {{"title", "steady"}, {"probes", probes}};
    }
    experiment["method"] = Json::array();
    for (int i = pick(1, 5); i > 0; --i)
      experiment["method"].push_back(step(experiment["method"]));
    experiment["rollbacks"] = activities(pick(0, 2), "action");
    refer(experiment);
    return experiment;
  }

  HypothesisStrategy hypothesis() {
    return chance(50) ? HypothesisStrategy::kContinuous : HypothesisStrategy::kDefault;
  }

  std::string strategy() {
    const char* const strategies[] = {"default", "always", "deviated", "never"};
    return strategies[pick(0, 3)];
  }

 private:
  int pick(int low, int high) { return std::uniform_int_distribution<int>(low, high)(random_); }
  bool chance(int percent) { return pick(1, 100) <= percent; }

  Json activity(const char* type) {
    Json made = {{"type", type},
                 {"name", std::string(type) + "-" + std::to_string(++names_)},
                 {"provider", {{"type", "made-up"}, {"seconds", pick(0, 20)}}}};
    if (chance(20)) made["provider"]["fails"] = true;
    if (chance(25)) made["pauses"] = {{"before", pick(0, 5)}, {"after", pick(0, 5)}};
    if (chance(25)) {
      made["background"] = true;
      // Otherwise the next activity would begin during the pause, before this one.
      if (made.contains("pauses")) made["pauses"]["before"] = 0;
    }
    if (chance(25)) {
      made["retries"] = {{"count", pick(1, 2)}, {"delay", pick(0, 3)}};
      made["provider"]["fails-first"] = pick(1, 3);
    }
    return made;
  }

  Json activities(int count, const char* type) {
    Json list = Json::array();
    for (int i = 0; i < count; ++i)
      list.push_back(activity(type));
    return list;
  }

  Json action() {
    Json made = activity("action");
    if (chance(30)) return made;
    made["rollback"] = chance(50) ? activity("action") : activities(pick(0, 3), "action");
    return made;
  }

  /// A reference may only name what comes before it.
  Json step(const Json& before) {
    if (chance(25)) return activity("probe");
    if (chance(85) || before.empty()) return action();
    const Json& named =
        before[static_cast<std::size_t>(pick(1, static_cast<int>(before.size()))) - 1];
    return named.contains("ref") ? action() : Json{{"ref", named.at("name")}};
  }

  /// Has some undos and rollbacks refer to an activity of the method.
  void refer(Json& experiment) {
    const auto replace = [&](Json& undo) {
      const Json& named = experiment["method"][0];
      if (chance(15)) undo = {{"ref", named.at("name")}};
    };
    for (auto& step : experiment["method"]) {
      Json* undo = find(step, "rollback");
      if (undo == nullptr || &step == &experiment["method"][0]) continue;
      if (undo->is_object()) replace(*undo);
      if (!undo->is_array()) continue;
      for (auto& one : *undo)
        replace(one);
    }
    for (auto& rollback : experiment["rollbacks"])
      replace(rollback);
  }

  std::mt19937 random_;
  int names_ = 0;
};

}  // namespace chaos::testing
