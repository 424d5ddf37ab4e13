#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "experiment/model/experiment.h"
#include "experiment/model/notes.h"
#include "experiment/model/store.h"

namespace chaos::hub::experiment {

/// The experiments of teams. Throws Refusal. Safe to use from any thread.
class Library {
 public:
  enum class Outcome { kNew, kChanged, kRecognised, kUnchanged };

  using Published = std::pair<Experiment, Outcome>;

  Library(Store& store, Notes& notes, Clock clock);

  /// An experiment is the one that its `experiment_id` names, when the team has such; else the
  /// team's one with the same `source`; else the team's one that is, or was, the same word for
  /// word; else a new one. kUnchanged only for the first kind: the answer to it names no
  /// experiment.
  Published publish(const Author& author, const Home& home, const Json& document);
  Experiment find(const Home& home, const std::string& id);

 private:
  // Nothing when somebody else has published meanwhile what it was decided on.
  std::optional<Published> try_to_publish(const Author& author, const Home& home,
                                          const Json& document, const std::string& digest);
  std::optional<Published> add(const Author& author, const Home& home, const Json& document,
                               const std::string& digest);
  std::optional<Published> change(const Author& author, Experiment experiment, const Json& document,
                                  const std::string& digest);

  Store& store_;
  Notes& notes_;
  const Clock clock_;
};

}  // namespace chaos::hub::experiment
