#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "experiment/model/activity_feed.h"
#include "experiment/model/experiment.h"
#include "experiment/model/experiment_store.h"
#include "service/listing.h"
#include "service/version_condition.h"

namespace chaos::hub::experiment {

/// The experiments of teams. Throws Refusal. Safe to use from any thread.
class ExperimentCatalog {
 public:
  enum class Outcome { kNew, kChanged, kRecognised, kUnchanged };

  using Published = std::pair<Experiment, Outcome>;

  ExperimentCatalog(ExperimentStore& store, ActivityFeed& activity_feed, Clock clock);

  /// An experiment is the one that its `experiment_id` names, when the team has such; else the
  /// team's one with the same `source`; else the team's one that is, or was, the same word for
  /// word; else a new one. kUnchanged only for the first kind: the answer to it names no
  /// experiment.
  Published publish(const Author& author, const TeamRef& team_ref, const Json& document);
  /// Keeps the document as the next version of the experiment, if its version is the expected one;
  /// a document that says the same as the latest version makes none. Throws Refusal (kStale).
  Experiment edit(const Author& author, const TeamRef& team_ref, const std::string& id,
                  const VersionCondition& expected, const Json& document);
  Experiment find(const TeamRef& team_ref, const std::string& id);
  Listing<Experiment> page(const TeamRef& team_ref, const ExperimentFilter& filter);
  /// How many there are on all pages.
  std::int64_t count(const TeamRef& team_ref, const ExperimentFilter& filter) {
    return store_.count_experiments(team_ref, filter);
  }

 private:
  // Nothing when somebody else has published meanwhile what it was decided on.
  std::optional<Published> try_to_publish(const Author& author, const TeamRef& team_ref,
                                          const Json& document, const std::string& digest);
  std::optional<Published> add(const Author& author, const TeamRef& team_ref, const Json& document,
                               const std::string& digest);
  std::optional<Published> change(const Author& author, Experiment experiment, const Json& document,
                                  const std::string& digest);

  ExperimentStore& store_;
  ActivityFeed& activity_feed_;
  const Clock clock_;
};

}  // namespace chaos::hub::experiment
