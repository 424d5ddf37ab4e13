#pragma once

#include <optional>
#include <string>

#include "experiment/model/experiment.h"
#include "security/principal.h"
#include "service/dashboard_service.h"

namespace chaos::hub::experiment {

/// Who does something, to be handed on.
struct Author {
  Principal principal;
  std::string signed_principal;
};

/// Something that was done.
struct FeedNote {
  std::string kind;                              ///< "experiment-published"
  std::string subject;                           ///< the identifier of what it is about
  std::string text;                              ///< what was done, after the name of who did it
  std::optional<ExecutionOutcome> outcome = {};  ///< of the execution that it is about
};

/// What is told to a team's feed once it has been done. That it cannot be told is logged and does
/// not undo what was done: whoever did it must not be told that it failed, or he does it twice.
/// Safe to use from any thread.
class ActivityFeed {
 public:
  explicit ActivityFeed(DashboardService& dashboard) : dashboard_(dashboard) {}

  void post(const Author& author, const TeamRef& team_ref, const FeedNote& note);

 private:
  DashboardService& dashboard_;
};

}  // namespace chaos::hub::experiment
