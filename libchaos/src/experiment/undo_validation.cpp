#include "experiment/undo_validation.h"

#include <fmt/format.h>

#include <string>

#include "experiment/activity_validation.h"
#include "experiment/experiment.h"
#include "experiment/reference_validation.h"
#include "json/child_pointer.h"

namespace chaos {
namespace {

/// Whether the activity is only pretended because its own `dry` says so.
bool is_dry(const Json& activity) {
  const Json* dry = find(activity, "dry");
  if (dry == nullptr) return false;
  const Json* type = find(activity, "type");
  const char* of_type = type != nullptr && *type == "probe" ? "probes" : "actions";
  return *dry == true || *dry == "activities" || *dry == of_type;
}

class UndoValidator {
 public:
  UndoValidator(const Json& experiment, const Registry& registry, Findings& findings)
      : experiment_(experiment), registry_(registry), findings_(findings) {}

  void validate() {
    for_each_in("probes", "/steady-state-hypothesis/probes",
                [this](const Json& probe, const std::string& pointer) {
                  refuse(probe, pointer, "an activity of the hypothesis cannot have a rollback",
                         "move the action to the method, and its rollback with it");
                });
    for_each_in("method", "/method", [this](const Json& activity, const std::string& pointer) {
      check_activity(activity, pointer);
    });
    for_each_in("rollbacks", "/rollbacks",
                [this](const Json& rollback, const std::string& pointer) {
                  refuse_nested(rollback, pointer);
                  refuse_undo_by_name(rollback, pointer);
                });
  }

 private:
  template <class Check>
  void for_each_in(const char* list, const std::string& base, const Check& check) {
    const Json& activities = activities_of(experiment_, list);
    for (std::size_t i = 0; i < activities.size(); ++i)
      check(activities[i], child_pointer(base, i));
  }

  void check_activity(const Json& activity, const std::string& pointer) {
    const Json* undo = undo_in(activity);
    if (undo == nullptr) return;
    if (const Json* ref = find(activity, "ref"); ref != nullptr && truthy(*ref)) {
      return refuse(activity, pointer, "a reference cannot have a rollback",
                    fmt::format("move the rollback to the action '{}' itself", python_str(*ref)));
    }
    if (const Json* type = find(activity, "type"); type != nullptr && *type == "probe") {
      return refuse(activity, pointer, "only an action can have a rollback",
                    "a probe changes nothing: remove the rollback, or make this an action");
    }
    if (!undo->is_object() && !undo->is_array()) {
      return refuse(activity, pointer,
                    "an action's rollback must be an activity or a list of activities",
                    "give it a type, a name and a provider, or a \"ref\"");
    }
    const bool is_action_dry = is_dry(activity);
    for_each_undo(activity, pointer, [&](const Json& undoing, const std::string& where) {
      validate_activity(undoing, where, registry_, findings_);
      validate_reference(experiment_, undoing, where, findings_);
      refuse_nested(undoing, where);
      if (!is_action_dry) refuse_dry(undoing, where);
    });
  }

  /// It would never be executed, so the effect of the action would stay. A reference is executed as
  /// the activity that it names.
  void refuse_dry(const Json& undoing, const std::string& where) {
    const Json* ref = find(undoing, "ref");
    const bool is_reference = ref != nullptr && truthy(*ref);
    const std::string named =
        is_reference ? referenced_activity(experiment_, python_str(*ref)) : std::string();
    const Json& executed = named.empty() ? undoing : experiment_.at(JsonPointer(named));
    if (!is_dry(executed)) return;
    findings_.report(Diagnostic{
        .message = "the rollback of an action must not be dry, because it would never be executed",
        .pointer = is_reference ? where + "/ref" : where + "/dry",
        .hint = is_reference ? fmt::format("remove \"dry\" from '{}'", python_str(*ref))
                             : "remove \"dry\", or set it on the action as well",
        .kind = "InvalidActivity"});
  }

  /// The reference only resolves names of the method and the hypothesis, and it only finds out
  /// about others when it plays the rollback. It knows no undos of actions, so refusing their names
  /// changes nothing for its experiments.
  void refuse_undo_by_name(const Json& rollback, const std::string& pointer) {
    const Json* ref = find(rollback, "ref");
    if (ref == nullptr || !ref->is_string()) return;
    const auto& name = ref->get_ref<const std::string&>();
    if (!referenced_activity(experiment_, name).empty()) return;
    for_each_in("method", "/method", [&](const Json& action, const std::string& place) {
      for_each_undo(action, place, [&](const Json& undo, const std::string& /*where*/) {
        const Json* undo_name = find(undo, "name");
        if (undo_name == nullptr || *undo_name != name) return;
        findings_.report(Diagnostic{
            .message =
                fmt::format("'{}' is the rollback of an action, so it cannot be referenced", name),
            .pointer = pointer + "/ref",
            .hint = "remove the reference: the rollback of an action is played by itself, if the "
                    "action began",
            .kind = "InvalidActivity"});
      });
    });
  }

  void refuse_nested(const Json& rollback, const std::string& pointer) {
    refuse(rollback, pointer, "a rollback cannot have a rollback of its own",
           "list every activity of the rollback, one after the other");
  }

  /// Reports problems of the `rollback` of `activity`, if it has one.
  void refuse(const Json& activity, const std::string& pointer, std::string message,
              std::string hint) {
    if (undo_in(activity) == nullptr) return;
    findings_.report(Diagnostic{.message = std::move(message),
                                .pointer = pointer + "/rollback",
                                .hint = std::move(hint),
                                .kind = "InvalidActivity"});
  }

  static const Json* undo_in(const Json& activity) {
    const Json* undo = find(activity, "rollback");
    return undo != nullptr && !undo->is_null() ? undo : nullptr;
  }

  const Json& experiment_;
  const Registry& registry_;
  Findings& findings_;
};

}  // namespace

void validate_undos(const Json& experiment, const Registry& registry, Findings& findings) {
  UndoValidator(experiment, registry, findings).validate();
}

}  // namespace chaos
