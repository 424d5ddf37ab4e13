#pragma once

#include <optional>
#include <string>

#include "experiment/model/experiment.h"
#include "security/principal.h"
#include "service/dashboard_service.h"

namespace chaos::hub::experiment {

/// Whoever performs an action, and their signed principal to pass on.
struct Author {
  Principal principal;
  std::string signed_principal;
};

/// An action to report.
struct FeedNote {
  std::string kind;                              ///< "experiment-published"
  std::string subject;                           ///< the identifier of the action's subject
  std::string text;                              ///< what they did; follows their name
  std::optional<ExecutionOutcome> outcome = {};  ///< of the execution that it is about
};

/// Adds actions to a team's activity feed after they have been done. If that fails, it is logged,
/// and the action still succeeds: people who see an error would do it again. Safe to use from any
/// thread.
class ActivityFeed {
 public:
  explicit ActivityFeed(DashboardService& dashboard) : dashboard_(dashboard) {}

  void post(const Author& author, const TeamRef& team_ref, const FeedNote& note);

 private:
  DashboardService& dashboard_;
};

}  // namespace chaos::hub::experiment
