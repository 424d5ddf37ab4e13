#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "experiment/model/experiment.h"
#include "experiment/model/notes.h"
#include "experiment/model/store.h"

namespace chaos::hub::experiment {

/// The experiments of teams. Throws Refusal. Safe to use from any thread.
class Library {
 public:
  enum class Outcome { kNew, kChanged, kRecognised, kUnchanged };

  Library(Store& store, Notes& notes, Clock clock);

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
  Notes& notes_;
  const Clock clock_;
  std::mutex publishing_;  // of two that publish the same the second finds what the first has made
};

}  // namespace chaos::hub::experiment
