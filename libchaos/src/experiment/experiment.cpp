#include "experiment/experiment.h"

#include "json/child_pointer.h"
#include "json/pointer.h"

namespace chaos {
namespace {

const Json kNoActivities = Json::array();

const Json& list_or_none(const Json* value) {
  return value != nullptr && value->is_array() ? *value : kNoActivities;
}

std::string last_named(const Json& activities, std::string_view name, std::string_view base) {
  for (std::size_t i = activities.size(); i-- > 0;) {
    const Json* own = find(activities[i], "name");
    if (own != nullptr && *own == name) return child_pointer(base, i);
  }
  return {};
}

}  // namespace

const Json* hypothesis_of(const Json& experiment) {
  const Json* hypothesis = find(experiment, "steady-state-hypothesis");
  return hypothesis != nullptr && hypothesis->is_object() && !hypothesis->empty() ? hypothesis
                                                                                  : nullptr;
}

const Json& activities_of(const Json& experiment, std::string_view phase) {
  if (phase != "probes") return list_or_none(find(experiment, phase));
  const Json* hypothesis = hypothesis_of(experiment);
  return list_or_none(hypothesis != nullptr ? find(*hypothesis, "probes") : nullptr);
}

bool has_hypothesis_probes(const Json& experiment) {
  return !activities_of(experiment, "probes").empty();
}

std::string referenced_activity(const Json& experiment, std::string_view name) {
  std::string probe =
      last_named(activities_of(experiment, "probes"), name, "/steady-state-hypothesis/probes");
  return probe.empty() ? last_named(activities_of(experiment, "method"), name, "/method") : probe;
}

std::string resolved_activity(const Json& experiment, const std::string& pointer) {
  const Json* activity = value_at(experiment, pointer);
  const Json* ref = activity != nullptr ? find(*activity, "ref") : nullptr;
  if (ref == nullptr || !truthy(*ref)) return pointer;
  return referenced_activity(experiment, python_str(*ref));
}

void for_each_undo(const Json& action, const std::string& pointer,
                   const std::function<void(const Json&, const std::string&)>& visit) {
  const Json* undo = find(action, "rollback");
  if (undo == nullptr) return;
  const std::string base = pointer + "/rollback";
  if (undo->is_object()) return visit(*undo, base);
  const Json& activities = list_or_none(undo);
  for (std::size_t i = 0; i < activities.size(); ++i)
    visit(activities[i], child_pointer(base, i));
}

void for_each_activity(const Json& experiment,
                       const std::function<void(const Json&, const std::string&)>& visit) {
  const auto visit_all = [&](const Json& activities, const std::string& base) {
    for (std::size_t i = 0; i < activities.size(); ++i)
      visit(activities[i], child_pointer(base, i));
  };
  visit_all(activities_of(experiment, "probes"), "/steady-state-hypothesis/probes");
  const Json& method = activities_of(experiment, "method");
  for (std::size_t i = 0; i < method.size(); ++i) {
    const std::string pointer = child_pointer("/method", i);
    visit(method[i], pointer);
    for_each_undo(method[i], pointer, visit);
  }
  visit_all(activities_of(experiment, "rollbacks"), "/rollbacks");
}

}  // namespace chaos
