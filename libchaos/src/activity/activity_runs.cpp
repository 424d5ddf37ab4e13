#include "activity/activity_runs.h"

#include <fmt/format.h>

#include <optional>
#include <set>
#include <string>

#include "chaos/error.h"
#include "context/activity_references.h"
#include "experiment/experiment.h"
#include "json/overlay.h"
#include "json/pointer.h"

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
    for (auto run = runs.rbegin(); run != runs.rend(); ++run)
      look_at(*run);
  }

  void look_at(const Json& run) {
    if (ended_ != nullptr || !is_run_of(run, name_)) return;
    if (run.contains("end"))
      ended_ = &run;
    else if (begun_ == nullptr)
      begun_ = &run;
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

/// The action that an undo belongs to.
class UndoneAction {
 public:
  /// `place`: of the undo; of any other rollback, there is no such action.
  UndoneAction(const RunContext& context, const std::string& place) : context_(context) {
    const auto end = place.find("/rollback", 1);
    if (!place.starts_with("/method/") || end == std::string::npos) return;
    place_ = place.substr(0, end);
    const Json* action = value_at(context.record.experiment(), place_);
    if (action != nullptr) name_ = member(*action, "name");
  }

  bool is_named(const std::string& name) const { return name_ == name; }

  /// Its latest run.
  Json run() const {
    const std::string name = name_.get<std::string>();
    Search recorded(name);
    Search shown(name);
    const auto& places = context_.record.run_places();
    for (std::size_t i = places.size(); i-- > 0;) {
      if (resolved_activity(context_.record.experiment(), places[i]) != place_) continue;
      recorded.look_at(run_at(context_.record.journal(), i));
      shown.look_at(run_at(context_.journal, i));
    }
    Json run = recorded.found();
    return run.is_null() ? shown.found() : overlay(shown.found(), run);
  }

 private:
  static const Json& run_at(const Json& journal, std::size_t index) {
    const Json& runs = member(journal, "run");
    return runs.is_array() && index < runs.size() ? runs[index] : kNone;
  }

  const RunContext& context_;
  std::string place_;
  Json name_;
};

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

std::shared_ptr<const Values> values_for_rollback(const RunContext& context,
                                                  const std::string& place, const Json& part) {
  const UndoneAction undone(context, place);
  return with_runs(context.values_for_rollbacks(), part, [&](const std::string& name) {
    if (undone.is_named(name)) return undone.run();
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
    throw ActivityFailed(fmt::format("it needs {} of the activity '{}', which is not known",
                                     what.empty() ? "the run" : fmt::format("'{}'", what),
                                     reference.name));
  });
}

void refuse_mistaken_references(const Json& experiment, const Json& part) {
  if (part.is_structured()) {
    for (const Json& each : part)
      refuse_mistaken_references(experiment, each);
  }
  if (!part.is_string()) return;
  const auto& text = part.get_ref<const std::string&>();
  if (text.find("activit") == std::string::npos) return;
  const auto mistake = find_mistaken_reference(text, names_of_activities(experiment));
  if (!mistake) return;
  throw ActivityFailed(fmt::format("'{}' is not a reference to an activity{}", mistake->text,
                                   mistake->suggestion.empty()
                                       ? std::string()
                                       : fmt::format(": write {}", mistake->suggestion)));
}

}  // namespace chaos
