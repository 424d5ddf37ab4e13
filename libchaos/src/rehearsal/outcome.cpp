#include "rehearsal/outcome.h"

#include <algorithm>

#include "experiment/experiment.h"
#include "run/undo.h"

namespace chaos::rehearsal {
namespace {

bool is_action(const Json& run) {
  const Json* activity = find(run, "activity");
  const Json* type = activity != nullptr ? find(*activity, "type") : nullptr;
  return type != nullptr && *type == "action";
}

/// An action that nothing undoes: it has no `rollback`, not even an empty one, and the experiment
/// has no `rollbacks`.
void add_actions_without_undo(Play& play, const Json& journal) {
  const Json* experiment = find(journal, "experiment");
  if (experiment == nullptr || !activities_of(*experiment, "rollbacks").empty()) return;
  for (const auto& run : activities_of(journal, "run")) {
    if (!is_action(run) || find(run.at("activity"), "rollback") != nullptr) continue;
    const Json* name = find(run.at("activity"), "name");
    Broken broken{.pointer = {}, .name = name != nullptr ? python_str(*name) : std::string()};
    broken.has_no_undo = true;
    if (std::ranges::find(play.broken, broken) == play.broken.end())
      play.broken.push_back(std::move(broken));
  }
}

}  // namespace

void describe_outcome(Play& play, const Json& journal) {
  const Json* status = find(journal, "status");
  play.status = status != nullptr ? python_str(*status) : std::string();
  const Json* deviated = find(journal, "deviated");
  play.deviated = deviated != nullptr && truthy(*deviated);
  const Json& runs = activities_of(journal, "run");
  const bool pretended = find(journal, "experiment") != nullptr && undos_of(journal).empty();
  if (!std::ranges::any_of(runs, is_action)) return;
  for (const auto& undo : left_to_undo(journal)) {
    play.broken.push_back(
        {.pointer = undo.pointer, .name = undo.name, .state = undo.state, .reason = undo.reason});
  }
  if (pretended) add_actions_without_undo(play, journal);
}

}  // namespace chaos::rehearsal
