#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "context/activity_references.h"
#include "experiment/experiment.h"
#include "experiment/warning_kinds.h"
#include "json/child_pointer.h"
#include "json/json_path.h"
#include "os/suggestion.h"

namespace chaos {
namespace {

class ReferenceWarnings {
 public:
  ReferenceWarnings(const Json& experiment, std::vector<Diagnostic>& warnings)
      : experiment_(experiment), warnings_(warnings) {
    for_each_activity(experiment, [this](const Json& activity, const std::string&) {
      const Json* name = find(activity, "name");
      if (name != nullptr && name->is_string()) names_.push_back(name->get<std::string>());
    });
  }

  void find_all() {
    check_rollbacks();
    for_each_activity(experiment_, [this](const Json& activity, const std::string& pointer) {
      if (!activity.is_object()) return;
      for (const auto& [key, value] : activity.items()) {
        if (key != "rollback") look_into(value, child_pointer(pointer, key));
      }
    });
  }

 private:
  /// The reference finds this out when it plays the rollback.
  void check_rollbacks() {
    const Json& rollbacks = activities_of(experiment_, "rollbacks");
    for (std::size_t i = 0; i < rollbacks.size(); ++i) {
      const std::string pointer = child_pointer("/rollbacks", i);
      const Json* ref = find(rollbacks[i], "ref");
      if (ref == nullptr || !ref->is_string() || !truthy(*ref)) continue;
      if (!resolved_activity(experiment_, pointer).empty()) continue;
      warn(fmt::format("referenced activity '{}' could not be found in the experiment, so this "
                       "rollback cannot be played",
                       ref->get_ref<const std::string&>()),
           pointer + "/ref", "refer to an activity of the hypothesis or the method");
    }
  }

  void look_into(const Json& data, const std::string& pointer) {
    if (data.is_object()) {
      for (const auto& [key, value] : data.items())
        look_into(value, child_pointer(pointer, key));
    } else if (data.is_array()) {
      for (std::size_t i = 0; i < data.size(); ++i)
        look_into(data[i], child_pointer(pointer, i));
    } else {
      for_each_activity_reference(
          data, [&](const ActivityReference& reference) { check(reference, pointer); });
      look_for_mistake(data, pointer);
    }
  }

  void look_for_mistake(const Json& data, const std::string& pointer) {
    if (!data.is_string()) return;
    const auto& text = data.get_ref<const std::string&>();
    if (text.find("activit") == std::string::npos) return;
    const auto mistake = find_mistaken_reference(text, {names_.begin(), names_.end()});
    if (!mistake) return;
    warn(
        fmt::format("'{}' is not a reference to an activity, so it is not replaced", mistake->text),
        pointer,
        fmt::format("write {}", mistake->suggestion.empty()
                                    ? "${activities[\"NAME\"].output}, with the activity's name"
                                    : mistake->suggestion));
  }

  /// How often the method executes the activity at the pointer, itself or through references.
  std::size_t executions_of(const std::string& action) const {
    std::size_t count = 0;
    for (std::size_t i = 0; i < activities_of(experiment_, "method").size(); ++i)
      if (resolved_activity(experiment_, child_pointer("/method", i)) == action) ++count;
    return count;
  }

  /// A reference of an action's undo to the action itself.
  void check_own_action(const ActivityReference& reference, const std::string& pointer) {
    const auto end = pointer.find("/rollback", 1);
    if (!pointer.starts_with("/method/") || end == std::string::npos) return;
    const std::string action = pointer.substr(0, end);
    const Json* name = find(experiment_.at(JsonPointer(action)), "name");
    if (name == nullptr || *name != reference.name) return;
    const std::size_t executions = executions_of(action);
    if (executions < 2) return;
    warnings_.push_back(
        {.message = fmt::format("the method executes the action '{}' {} times, but this rollback "
                                "is played once, with the result of the last time",
                                reference.name, executions),
         .pointer = pointer,
         .hint = "instead of referring to the action, repeat it under another name, with its own "
                 "\"rollback\"",
         .kind = "UndoneOnce"});
  }

  void check(const ActivityReference& reference, const std::string& pointer) {
    check_own_action(reference, pointer);
    if (std::ranges::find(names_, reference.name) == names_.end()) {
      return warn(fmt::format("no activity is named '{}', so this reference is not replaced",
                              reference.name),
                  pointer, os::did_you_mean(reference.name, names_));
    }
    try {
      const JsonPath compiled(reference.path);
    } catch (const JsonPathSyntaxError& error) {
      warn(fmt::format("'{}' is not a valid JSONPath, so this reference to the activity '{}' is "
                       "not replaced",
                       reference.path, reference.name),
           pointer, error.what());
    }
  }

  void warn(std::string message, std::string pointer, std::string hint) {
    warnings_.push_back({.message = std::move(message),
                         .pointer = std::move(pointer),
                         .hint = std::move(hint),
                         .kind = "UnknownReference"});
  }

  const Json& experiment_;
  std::vector<std::string> names_;
  std::vector<Diagnostic>& warnings_;
};

}  // namespace

void warn_about_activity_references(const Json& experiment, std::vector<Diagnostic>& warnings) {
  ReferenceWarnings(experiment, warnings).find_all();
}

}  // namespace chaos
