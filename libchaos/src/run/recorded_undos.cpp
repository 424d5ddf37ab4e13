#include "run/recorded_undos.h"

#include <algorithm>
#include <cstddef>

#include "experiment/experiment.h"
#include "json/child_pointer.h"
#include "json/pointer.h"
#include "run/own_record.h"
#include "run/places.h"
#include "run/undo.h"

namespace chaos {
namespace {

/// The pointer to the only activity that can be the recorded one under another name, or to a place
/// that is still empty.
std::string place_for(const Json& recorded, const Json& experiment,
                      const std::vector<std::string>& taken) {
  const Json& method = activities_of(experiment, "method");
  const Json* provider = find(recorded, "provider");
  for (std::size_t i = 0; i < method.size(); ++i) {
    std::string place = child_pointer("/method", i);
    const Json* other = find(method[i], "provider");
    const bool is_same = provider != nullptr && other != nullptr && *provider == *other;
    if (is_same && std::ranges::find(taken, place) == taken.end()) return place;
  }
  return child_pointer("/method", method.size());
}

bool is_same_activity(const Json* one, const Json& other) {
  if (one == nullptr) return false;
  const Json* name = find(*one, "name");
  const Json* others_name = find(other, "name");
  if (name != nullptr && others_name != nullptr && *name == *others_name) return true;
  const Json* provider = find(*one, "provider");
  const Json* others_provider = find(other, "provider");
  return provider != nullptr && others_provider != nullptr && *provider == *others_provider;
}

/// Finds the actions with an undo that are somewhere else in the method than `places` says, the
/// places of `runs`, and corrects these. Actions and undos that are missing are added again.
/// Returns the names of those actions.
std::vector<std::string> find_moved_actions(Json& experiment, const Json& runs,
                                            std::vector<std::string>& places) {
  std::vector<std::string> added;
  for (std::size_t i = 0; i < std::min(runs.size(), places.size()); ++i) {
    const Json* activity = find(runs[i], "activity");
    if (places[i].empty() || activity == nullptr || find(*activity, "rollback") == nullptr)
      continue;
    const std::string action = resolved_activity(experiment, places[i]);
    if (!action.empty() && is_same_activity(value_at(experiment, action), *activity)) {
      Json& there = experiment.at(JsonPointer(action));
      if (find(there, "rollback") != nullptr) continue;
      there["rollback"] = activity->at("rollback");
      added.push_back(python_str(activity->value("name", Json())));
      continue;
    }
    Json& method = experiment["method"];
    if (!method.is_array()) method = Json::array();
    const auto same_name = [&](const Json& other) {
      const Json* name = find(other, "name");
      return name != nullptr && *name == activity->value("name", Json());
    };
    const auto found = std::ranges::find_if(method, same_name);
    const auto index = static_cast<std::size_t>(found - method.begin());
    if (found == method.end()) {
      method.push_back(*activity);
      added.push_back(python_str(activity->value("name", Json())));
    }
    places[i] = child_pointer("/method", index);
  }
  return added;
}

}  // namespace

std::vector<std::string> restore_recorded_undos(Json& journal) {
  if (&own_record(journal) != &journal) return {};  // nothing that it says matters
  const Json& runs = activities_of(journal, "run");
  Places places = places_of(journal);
  for (std::size_t i = 0; i < runs.size() && !states_places_of_run(journal); ++i) {
    const Json* recorded = find(runs[i], "activity");
    if (!places.run[i].empty() || recorded == nullptr || find(*recorded, "rollback") == nullptr) {
      continue;
    }
    places.run[i] = place_for(*recorded, journal.at("experiment"), places.run);
  }
  auto restored = find_moved_actions(journal["experiment"], runs, places.run);
  if (places != places_of(journal)) state_places(journal, places);
  return restored;
}

}  // namespace chaos
