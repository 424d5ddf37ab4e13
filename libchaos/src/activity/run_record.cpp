#include "activity/run_record.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "experiment/experiment.h"
#include "json/child_pointer.h"
#include "json/pointer.h"

namespace chaos {
namespace {

const Json kNone;

/// What the run had read before any hook was called: changing it has no effect on the run.
constexpr const char* kReadAtStart[] = {"secrets", "configuration", "dry"};

constexpr const char* kLists[] = {"method", "rollbacks", "controls", "extensions"};
constexpr const char* kMappings[] = {"steady-state-hypothesis", "runtime"};

bool is_list_of_mappings(const Json& value) {
  return value.is_array() &&
         std::ranges::all_of(value, [](const Json& item) { return item.is_object(); });
}

const Json& member(const Json& object, const char* key) {
  const Json* value = find(object, key);
  return value != nullptr ? *value : kNone;
}

bool is_reference(const Json& activity) {
  return truthy(member(activity, "ref"));
}

/// What an activity, or a reference to one, goes by.
const Json& label_of(const Json& activity) {
  const Json& name = member(activity, "name");
  return name.is_null() ? member(activity, "ref") : name;
}

/// Whether these are versions of one activity: a control may rename it, or change what it does.
bool are_versions(const Json& one, const Json& other) {
  const Json& label = label_of(one);
  if (!label.is_null() && label == label_of(other)) return true;
  const Json& provider = member(one, "provider");
  return !provider.is_null() && provider == member(other, "provider");
}

bool is_same_action(const Json& one, const Json& other) {
  return label_of(one) == label_of(other) && member(one, "rollback") == member(other, "rollback");
}

bool has_undo(const Json& activity) {
  const Json& undo = member(activity, "rollback");
  return undo.is_structured() && !undo.empty();
}

/// The index of an item of the method; nothing if the pointer leads elsewhere.
std::optional<std::size_t> index_in_method(const std::string& pointer) {
  constexpr std::string_view kMethod = "/method/";
  return pointer.starts_with(kMethod) ? array_index(pointer.substr(kMethod.size())) : std::nullopt;
}

Json resolved(const Json& experiment, const Json& undo) {
  if (!is_reference(undo)) return undo;
  const std::string place = referenced_activity(experiment, python_str(undo.at("ref")));
  if (place.empty()) return undo;
  Json whole = experiment.at(JsonPointer(place));
  if (const Json* tolerance = find(undo, "tolerance")) whole["tolerance"] = *tolerance;
  return whole;
}

/// The activity with everything that its undo refers to.
Json with_resolved_undo(Json activity, const Json& experiment) {
  Json* undo = find(activity, "rollback");
  if (undo == nullptr) return activity;
  if (undo->is_object()) *undo = resolved(experiment, *undo);
  if (undo->is_array()) {
    for (auto& item : *undo)
      item = resolved(experiment, item);
  }
  return activity;
}

bool can_be_played(const Json& rollback) {
  return is_reference(rollback) || is_executable(rollback);
}

/// For each of the recorded rollbacks its present version among `now`, if there is one.
class Versions {
 public:
  Versions(const Json& recorded, const Json& now) : of_(recorded.size()), taken_(now.size()) {
    for (std::size_t i = 0; i < std::min(recorded.size(), now.size()); ++i)
      if (are_versions(recorded[i], now[i])) take(i, i);
    for (std::size_t i = 0; i < recorded.size(); ++i) {
      for (std::size_t other = 0; other < now.size() && !of_[i]; ++other)
        if (!taken_[other] && are_versions(recorded[i], now[other])) take(i, other);
    }
  }

  std::optional<std::size_t> of(std::size_t recorded) const { return of_.at(recorded); }
  /// Whether it is a version of a recorded one, rather than a new one.
  bool is_version(std::size_t now) const { return taken_.at(now); }

 private:
  void take(std::size_t recorded, std::size_t now) {
    of_[recorded] = now;
    taken_[now] = true;
  }

  std::vector<std::optional<std::size_t>> of_;
  std::vector<bool> taken_;
};

}  // namespace

bool is_executable(const Json& activity) {
  return member(activity, "type").is_string() &&
         member(member(activity, "provider"), "type").is_string();
}

Json undo_at(const Json& experiment, const std::string& place) {
  const Json* undo = value_at(experiment, place);
  return undo != nullptr && undo->is_object() ? resolved(experiment, *undo) : Json();
}

void RunRecord::begin(const Json& journal, std::vector<std::string> run,
                      std::vector<std::string> rollbacks) {
  for (auto& [key, value] : journal_.items()) {
    const Json* stated = find(journal, key);
    if (stated != nullptr && stated->type() == value.type()) value = *stated;
  }
  run_places_ = std::move(run);
  rollback_places_ = std::move(rollbacks);
  run_places_.resize(journal_["run"].size());
  rollback_places_.resize(journal_["rollbacks"].size());
  for (const auto& place : run_places_) {
    if (const auto index = index_in_method(place)) begun_.insert(*index);
  }
  undoes_ = can_undo();
}

void RunRecord::follow(const Json& experiment) {
  if (!run_places_.empty()) {
    follow_method(experiment);
    follow_rollbacks(experiment);
  } else if (experiment.is_object() && experiment != this->experiment()) {
    follow_all(experiment);
  }
  undoes_ = undoes_ || can_undo();
}

/// Nothing has begun yet, so controls may change anything. What could not even be read from a
/// journal later stays as it was.
void RunRecord::follow_all(const Json& experiment) {
  Json& own = journal_["experiment"];
  const Json before = std::exchange(own, experiment);
  const auto restore = [&](const char* key) {
    if (const Json* value = find(before, key))
      own[key] = *value;
    else
      own.erase(key);
  };
  for (const char* key : kReadAtStart)
    restore(key);
  for (const char* key : kLists)
    if (!is_list_of_mappings(member(own, key))) restore(key);
  for (const char* key : kMappings)
    if (!member(own, key).is_object()) restore(key);
  if (member(own, "title").is_null()) restore("title");
}

bool RunRecord::can_undo() const {
  return !activities_of(experiment(), "rollbacks").empty() ||
         std::ranges::any_of(activities_of(experiment(), "method"), has_undo);
}

/// What has not begun is as it is now.
void RunRecord::follow_method(const Json& experiment) {
  const Json& now = activities_of(experiment, "method");
  Json& method = list("method");
  for (std::size_t i = 0; i < now.size(); ++i) {
    if (begun_.contains(i) || !now[i].is_object()) continue;
    while (method.size() <= i)
      method.push_back(Json::object());
    if (method[i] != now[i]) method[i] = now[i];
  }
  for (const std::size_t index : begun_)
    follow_undo(index, experiment);
}

/// An action that began without an undo may be given one. An undo that is known stays as it is.
void RunRecord::follow_undo(std::size_t index, const Json& experiment) {
  Json& activity = list("method").at(index);
  if (member(activity, "rollback").is_structured()) return;
  const Json& method = activities_of(experiment, "method");
  // Another action can have the same provider, so only the label counts here.
  const Json& label = label_of(activity);
  const auto is_version = [&](const Json& other) {
    return !label.is_null() && label_of(other) == label;
  };
  const Json* now = index < method.size() && is_version(method[index]) ? &method[index] : nullptr;
  if (now == nullptr) {
    const auto found = std::ranges::find_if(method, is_version);
    if (found != method.end()) now = &*found;
  }
  if (now == nullptr || !has_undo(*now)) return;
  activity["rollback"] = with_resolved_undo(*now, experiment).at("rollback");
}

bool RunRecord::has_rollback_begun(std::size_t index) const {
  const std::string place = child_pointer("/rollbacks", index);
  return std::ranges::find(rollback_places_, place) != rollback_places_.end();
}

void RunRecord::follow_rollbacks(const Json& experiment) {
  const Json& now = activities_of(experiment, "rollbacks");
  if (now == activities_of(this->experiment(), "rollbacks")) return;
  Json& recorded = list("rollbacks");
  const Versions versions(recorded, now);
  bool has_begun = false;
  Json next = Json::array();
  for (std::size_t i = 0; i < recorded.size(); ++i) {
    has_begun = has_begun || has_rollback_begun(i);
    const auto version = versions.of(i);
    const bool is_changed = version && can_be_played(now[*version]) && !has_rollback_begun(i);
    next.push_back(is_changed ? now[*version] : recorded[i]);
  }
  if (has_begun) {  // their places must not change any more
    for (std::size_t i = 0; i < now.size(); ++i)
      if (!versions.is_version(i) && can_be_played(now[i])) next.push_back(now[i]);
    recorded = std::move(next);
    return;
  }
  Json ordered = Json::array();
  for (std::size_t i = 0; i < now.size(); ++i)
    if (can_be_played(now[i])) ordered.push_back(now[i]);
  for (std::size_t i = 0; i < recorded.size(); ++i) {
    const auto version = versions.of(i);
    if (version && can_be_played(now[*version])) continue;
    ordered.insert(ordered.begin() + static_cast<std::ptrdiff_t>(std::min(i, ordered.size())),
                   std::move(next[i]));
  }
  recorded = std::move(ordered);
}

std::vector<std::string> RunRecord::restore_rollbacks(Json& experiment) {
  follow_rollbacks(experiment);
  const Json& recorded = activities_of(this->experiment(), "rollbacks");
  const Json& now = activities_of(experiment, "rollbacks");
  if (now == recorded) return {};
  std::vector<std::string> names;
  const Versions versions(recorded, now);
  for (std::size_t i = 0; i < recorded.size(); ++i) {
    const auto version = versions.of(i);
    if (version && can_be_played(now[*version])) continue;
    if (!has_rollback_begun(i)) names.push_back(python_str(label_of(recorded[i])));
  }
  // Hooks may annotate what has begun: as in the reference, the journal shows that.
  bool is_aligned = names.empty() && now.size() == recorded.size();
  for (std::size_t i = 0; i < recorded.size(); ++i)
    is_aligned = is_aligned && versions.of(i) == i;
  if (is_aligned) return {};
  experiment["rollbacks"] = recorded;
  return names;
}

/// Where the record has the activity that begins. One that began before, at whatever place a
/// control has moved it to since, is the same one: it is undone once. A reference to an action is
/// another execution, which is undone as well, so it gets a place of its own.
std::size_t RunRecord::index_for(const std::string& entry, const Json& activity,
                                 const Json& experiment) {
  Json& method = list("method");
  const auto own_index = index_in_method(entry);
  const Json* stated = value_at(experiment, entry);
  if (own_index && stated != nullptr && is_reference(*stated) && has_undo(activity) &&
      !begun_.contains(*own_index)) {
    return *own_index;
  }
  auto index = index_in_method(resolved_activity(experiment, entry));
  if (!index) index = index_in_method(entry);
  if (index && begun_.contains(*index) && is_same_action(method.at(*index), activity)) {
    return *index;
  }
  const std::size_t moved =
      has_undo(activity) ? index_of_moved(activity, experiment) : method.size();
  if (moved < method.size()) return moved;
  if (index && !begun_.contains(*index)) return *index;
  for (std::size_t i = 0; i < method.size() && !index; ++i)
    if (!begun_.contains(i) && are_versions(method[i], activity)) return i;
  return method.size();
}

/// An activity that began, and that is no longer where it was; else the size of the method.
std::size_t RunRecord::index_of_moved(const Json& activity, const Json& experiment) const {
  const Json& method = activities_of(this->experiment(), "method");
  const Json& now = activities_of(experiment, "method");
  for (const std::size_t index : begun_) {
    if (!is_same_action(method.at(index), activity)) continue;
    if (index >= now.size() || !are_versions(method.at(index), now[index])) return index;
  }
  return method.size();
}

void RunRecord::method_activity_begins(const std::string& entry, const Json& run,
                                       const Json& experiment) {
  if (run_places_.empty()) follow(experiment);
  const Json activity = with_resolved_undo(member(run, "activity"), experiment);
  const std::size_t index = index_for(entry, activity, experiment);
  Json& method = list("method");
  while (method.size() <= index)
    method.push_back(Json::object());
  if (begun_.insert(index).second) method[index] = activity;
  undoes_ = undoes_ || has_undo(activity);
  run_places_.push_back(child_pointer("/method", index));
  journal_["run"].push_back(kept(run));
}

void RunRecord::method_activity_ended(std::size_t index, const Json& run) {
  journal_["run"].at(index) = kept(run);
}

void RunRecord::rollback_begins(const std::string& place, const Json& run) {
  rollback_places_.push_back(place);
  journal_["rollbacks"].push_back(run);
}

void RunRecord::rollback_ended(std::size_t index, const Json& run) {
  journal_["rollbacks"].at(index) = run;
}

void RunRecord::probe_ended(const char* phase, const Json& run) {
  if (undoes_) journal_["steady_states"][phase]["probes"].push_back(run);
}

/// Nothing if nothing will need it: an output can be large.
Json RunRecord::kept(const Json& run) const {
  return undoes_ ? run : Json::object();
}

Json& RunRecord::list(const char* key) {
  Json& value = journal_["experiment"][key];
  if (!value.is_array()) value = Json::array();
  return value;
}

}  // namespace chaos
