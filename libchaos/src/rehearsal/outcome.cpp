#include "rehearsal/outcome.h"

#include <algorithm>
#include <optional>

#include "activity/activity_runs.h"
#include "activity/dry.h"
#include "experiment/experiment.h"
#include "run/undo.h"

namespace chaos::rehearsal {
namespace {

/// The action that was started; nullptr for the run of a probe or of an action that was only
/// simulated.
const Json* action_of(const Json& run, std::optional<Dry> dry) {
  const Json* activity = find(run, "activity");
  const Json* type = activity != nullptr ? find(*activity, "type") : nullptr;
  if (type == nullptr || *type != "action") return nullptr;
  return is_pretended(effective_dry(*activity, dry), "action") ? nullptr : activity;
}

/// Whether nothing undoes the action: it has no `rollback`, not even an empty one, and the
/// experiment has no `rollbacks`.
void add_if_without_undo(Play& play, const Json& action) {
  if (find(action, "rollback") != nullptr) return;
  const Json* name = find(action, "name");
  Broken broken{.pointer = {}, .name = name != nullptr ? python_str(*name) : std::string()};
  broken.has_no_undo = true;
  if (std::ranges::find(play.broken, broken) == play.broken.end())
    play.broken.push_back(std::move(broken));
}

}  // namespace

void describe_outcome(Play& play, const Json& journal) {
  const Json* status = find(journal, "status");
  play.status = status != nullptr ? python_str(*status) : std::string();
  const Json* deviated = find(journal, "deviated");
  play.deviated = deviated != nullptr && truthy(*deviated);
  const Json* experiment = find(journal, "experiment");
  if (experiment == nullptr) return;
  const std::optional<Dry> dry = dry_of(*experiment);
  const bool has_rollbacks = !activities_of(*experiment, "rollbacks").empty();
  bool any_action = false;
  for (const auto& run : activities_of(journal, "run")) {
    const Json* action = action_of(run, dry);
    if (action == nullptr) continue;
    any_action = true;
    if (!has_rollbacks) add_if_without_undo(play, *action);
  }
  if (!any_action) return;
  for (const auto& undo : left_to_undo(journal)) {
    play.broken.push_back({.pointer = undo.pointer,
                           .name = undo.name,
                           .state = undo.state,
                           .reason = undo.reason,
                           .cannot_work = undo.reason.ends_with(kNotKnown)});
  }
}

}  // namespace chaos::rehearsal
