#include "run/places.h"

#include <map>
#include <optional>
#include <utility>

#include "experiment/chaos_block.h"
#include "experiment/experiment.h"
#include "json/child_pointer.h"
#include "run/undo.h"

namespace chaos {
namespace {

constexpr const char* kPlaces = "places";

/// Maps runs to activities by name. A run belongs to the next activity with its name, because they
/// are played in order, or to an earlier one that has no run yet, because it may be in the
/// background. Once every activity with that name has a run, a further one belongs to the first: it
/// was played again.
class Candidates {
 public:
  void add(std::string pointer, const Json& activity) {
    const Json* name = find(activity, "name");
    if (name == nullptr) name = find(activity, "ref");
    candidates_.push_back({std::move(pointer), name != nullptr ? *name : Json()});
  }

  std::string take(const Json& run) {
    const Json* activity = find(run, "activity");
    const Json* name = activity != nullptr ? find(*activity, "name") : nullptr;
    if (name == nullptr) return {};
    std::string again;
    for (std::size_t i = 0; i < candidates_.size(); ++i) {
      const std::size_t index = (next_ + i) % candidates_.size();
      Candidate& candidate = candidates_[index];
      if (candidate.name != *name) continue;
      if (candidate.taken) {
        if (again.empty()) again = candidate.pointer;
        continue;
      }
      candidate.taken = true;
      next_ = index + 1;
      return candidate.pointer;
    }
    return again;
  }

 private:
  struct Candidate {
    std::string pointer;
    Json name;
    bool taken = false;
  };
  std::vector<Candidate> candidates_;
  std::size_t next_ = 0;
};

Candidates candidates_in(const Json& experiment, const char* list) {
  Candidates candidates;
  const Json& activities = activities_of(experiment, list);
  for (std::size_t i = 0; i < activities.size(); ++i)
    candidates.add(child_pointer(std::string("/") + list, i), activities[i]);
  return candidates;
}

std::vector<std::string> inferred(const Json& runs, Candidates candidates) {
  std::vector<std::string> places;
  for (const auto& run : runs)
    places.push_back(candidates.take(run));
  return places;
}

Places inferred(const Json& journal) {
  const Json* experiment = find(journal, "experiment");
  if (experiment == nullptr) return {};
  Places places{.run =
                    inferred(activities_of(journal, "run"), candidates_in(*experiment, "method"))};
  Candidates undos;
  for (const auto& pointer : undos_of_actions(*experiment, places.run))
    undos.add(pointer, experiment->at(JsonPointer(pointer)));
  const Json& rollbacks = activities_of(*experiment, "rollbacks");
  for (std::size_t i = 0; i < rollbacks.size(); ++i)
    undos.add(child_pointer("/rollbacks", i), rollbacks[i]);
  places.rollbacks = inferred(activities_of(journal, "rollbacks"), std::move(undos));
  return places;
}

/// The list as stated, if it has a pointer for each of the runs.
void take_stated(const Json* stated, std::vector<std::string>& places) {
  if (stated == nullptr || !stated->is_array() || stated->size() != places.size()) return;
  for (std::size_t i = 0; i < places.size(); ++i) {
    if ((*stated)[i].is_string()) places[i] = (*stated)[i];
  }
}

}  // namespace

Places places_of(const Json& journal) {
  Places places = inferred(journal);
  const Json* stated = chaos_block_member(journal, kPlaces);
  if (stated == nullptr) return places;
  take_stated(find(*stated, "run"), places.run);
  take_stated(find(*stated, "rollbacks"), places.rollbacks);
  return places;
}

bool states_places_of_run(const Json& journal) {
  const Json* stated = chaos_block_member(journal, kPlaces);
  const Json* run = stated != nullptr ? find(*stated, "run") : nullptr;
  return run != nullptr && run->is_array() && run->size() == activities_of(journal, "run").size();
}

void state_places(Json& journal, const Places& places) {
  set_in_chaos_block(journal, kPlaces, Json());
  const Json* experiment = find(journal, "experiment");
  if (experiment == nullptr || !has_undos(*experiment) || places_of(journal) == places) return;
  const bool is_complete = places.run.size() == activities_of(journal, "run").size() &&
                           places.rollbacks.size() == activities_of(journal, "rollbacks").size();
  if (!is_complete) return;  // a control has changed the lists
  set_in_chaos_block(journal, kPlaces, {{"run", places.run}, {"rollbacks", places.rollbacks}});
}

}  // namespace chaos
