#include "run/recorded_undos.h"

#include <algorithm>
#include <cstddef>

#include "experiment/experiment.h"
#include "json/child_pointer.h"
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

}  // namespace

std::vector<std::string> restore_recorded_undos(Json& journal) {
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
