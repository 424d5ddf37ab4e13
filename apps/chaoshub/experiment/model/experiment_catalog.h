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

  /// An experiment is identified by its `experiment_id`, if the team has that one; else by its
  /// `source`; else by identical content in any version; otherwise it is new. kUnchanged only in
  /// the first case, because that response does not name the experiment.
  Published publish(const Author& author, const TeamRef& team_ref, const Json& document);
  /// Stores the document as the experiment's next version if its current version is the expected
  /// one; creates none if the content equals the latest version's. Throws Refusal (kStale).
  Experiment edit(const Author& author, const TeamRef& team_ref, const std::string& id,
                  const VersionCondition& expected, const Json& document);
  Experiment find(const TeamRef& team_ref, const std::string& id);
  Listing<Experiment> page(const TeamRef& team_ref, const ExperimentFilter& filter);
  /// The number on all pages.
  std::int64_t count(const TeamRef& team_ref, const ExperimentFilter& filter) {
    return store_.count_experiments(team_ref, filter);
  }

 private:
  // Nothing if someone else has published in the meantime, so that the decision is out of date.
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
