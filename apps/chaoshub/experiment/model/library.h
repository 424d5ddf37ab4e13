#pragma once

#include <string>
#include <vector>

#include "experiment/model/experiment.h"
#include "experiment/model/store.h"
#include "security/claim.h"
#include "service/dashboard_service.h"

namespace chaos::hub::experiment {

/// Who does something, to be handed on.
struct Author {
  Claim claim;
  std::string signed_claim;
};

/// The experiments of teams. Throws Refusal. Safe to use from any thread.
class Library {
 public:
  enum class Outcome { kNew, kChanged, kRecognised, kUnchanged };

  Library(Store& store, DashboardService& dashboard, Clock clock);

  /// An experiment is the one that its `experiment_id` names, when the team has such; else the
  /// team's one with the same `source`; else a new one. kUnchanged only for the first kind: the
  /// answer to it names no experiment.
  std::pair<Experiment, Outcome> publish(const Author& author, const Home& home,
                                         const Json& document);
  Experiment find(const Home& home, const std::string& id);

 private:
  Experiment add(const Author& author, const Home& home, const Json& document,
                 const std::string& digest);
  bool change(const Author& author, Experiment& experiment, const Json& document,
              const std::string& digest);

  Store& store_;
  DashboardService& dashboard_;
  const Clock clock_;
};

}  // namespace chaos::hub::experiment
