#include "activity/activity_runs.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <string>

#include "chaos/error.h"
#include "context/activity_references.h"
#include "experiment/experiment.h"
#include "json/overlay.h"

namespace chaos {
namespace {

const Json kNone;

const Json& member(const Json& object, const char* key) {
  const Json* value = find(object, key);
  return value != nullptr ? *value : kNone;
}

bool is_run_of(const Json& run, const std::string& name) {
  return member(member(run, "activity"), "name") == name;
}

/// Visits runs, the latest first.
class Search {
 public:
  explicit Search(const std::string& name) : name_(name) {}

  void look_into(const Json& runs) {
    if (!runs.is_array()) return;
    for (auto run = runs.rbegin(); run != runs.rend() && ended_ == nullptr; ++run) {
      if (!is_run_of(*run, name_)) continue;
      if (run->contains("end"))
        ended_ = &*run;
      else if (begun_ == nullptr)
        begun_ = &*run;
    }
  }

  Json found() const {
    if (ended_ != nullptr) return *ended_;
    if (begun_ == nullptr) return {};
    Json run = *begun_;
    run.erase("output");  // not known yet, which is not the same as null
    return run;
  }

 private:
  const std::string& name_;
  const Json* ended_ = nullptr;
  const Json* begun_ = nullptr;
};

/// What the undo at that place undoes, if that has this name and is not the latest run with it:
/// another activity may have the same name, or the action may have been played again.
Json run_undone_by(const RunRecord& record, const std::string& undo, const std::string& name) {
  const std::size_t end = undo.find("/rollback");
  if (!undo.starts_with("/method/") || end == std::string::npos) return {};
  const std::string action = undo.substr(0, end);
  Json own = Json::array();
  const Json& runs = member(record.journal(), "run");
  const auto& places = record.run_places();
  for (std::size_t i = 0; i < std::min(runs.size(), places.size()); ++i)
    if (places[i] == action) own.push_back(runs[i]);
  Search search(name);
  search.look_into(own);
  Json found = search.found();
  return found == latest_run(record.journal(), nullptr, name) ? Json() : found;
}

/// Includes undos and rollbacks.
std::set<std::string> names_of_activities(const Json& experiment) {
  std::set<std::string> names;
  for_each_activity(experiment, [&names](const Json& activity, const std::string&) {
    const Json& name = member(activity, "name");
    if (name.is_string()) names.insert(name.get<std::string>());
  });
  return names;
}

/// An undo is substituted when it is executed, not together with its action.
std::set<std::string> names_in(const Json& part) {
  if (!part.is_object()) return activities_referred_to_by(part);
  std::set<std::string> names;
  for (const auto& [key, value] : part.items()) {
    if (key != "rollback") names.merge(activities_referred_to_by(value));
  }
  return names;
}

template <class RunOf>
std::shared_ptr<const Values> with_runs(std::shared_ptr<const Values> values, const Json& part,
                                        const RunOf& run_of) {
  const std::set<std::string> names = names_in(part);
  if (names.empty()) return values;
  auto whole = std::make_shared<Values>(*values);
  for (const auto& name : names) {
    Json run = run_of(name);
    if (!run.is_null()) whole->activities[name] = std::move(run);
  }
  return whole;
}

}  // namespace

Json latest_run(const Json& journal, const Json* hypothesis_state, const std::string& name) {
  Search search(name);
  const Json& states = member(journal, "steady_states");
  search.look_into(member(journal, "rollbacks"));
  if (hypothesis_state != nullptr) search.look_into(member(*hypothesis_state, "probes"));
  search.look_into(member(member(states, "after"), "probes"));
  search.look_into(member(journal, "run"));
  search.look_into(member(member(states, "before"), "probes"));
  return search.found();
}

std::shared_ptr<const Values> values_for(const RunContext& context, const Json& part) {
  return with_runs(context.values, part, [&context](const std::string& name) {
    return latest_run(context.journal, context.hypothesis_state, name);
  });
}

std::shared_ptr<const Values> values_for_rollback(const RunContext& context, const Json& part,
                                                  const std::string& undo) {
  return with_runs(context.values_for_rollbacks(), part, [&](const std::string& name) {
    if (Json own = run_undone_by(context.record, undo, name); !own.is_null()) return own;
    Json shown = latest_run(context.journal, context.hypothesis_state, name);
    const Json recorded = latest_run(context.record.journal(), nullptr, name);
    return recorded.is_null() ? shown : overlay(std::move(shown), recorded);
  });
}

void check_references(const Json& experiment, const Json& part, const Values& values) {
  std::optional<std::set<std::string>> names;
  for_each_activity_reference(part, [&](const ActivityReference& reference) {
    if (!names) names = names_of_activities(experiment);
    if (!names->contains(reference.name)) return;
    if (look_up(reference, values.activities)) return;
    const std::string& path = reference.path;
    const std::string what = path.starts_with("$.") ? path.substr(2) : path.substr(1);
    throw ActivityFailed(fmt::format("it needs {} of the activity '{}', {}",
                                     what.empty() ? "the run" : fmt::format("'{}'", what),
                                     reference.name, kNotKnown));
  });
}

}  // namespace chaos
