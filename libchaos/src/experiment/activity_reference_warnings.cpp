#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "context/activity_references.h"
#include "experiment/experiment.h"
#include "experiment/near_references.h"
#include "experiment/warning_kinds.h"
#include "json/child_pointer.h"
#include "json/json_path.h"
#include "os/suggestion.h"

namespace chaos {
namespace {

/// The keys of an activity's run: see docs/reference/journal.md.
const std::vector<std::string> kKeysOfRun = {"activity",  "output",   "status",        "start",
                                             "end",       "duration", "tolerance_met", "exception",
                                             "arguments", "attempts", "failure"};

/// The keys of the output, where the provider determines them.
const std::map<std::string, std::vector<std::string>> kKeysOfOutput = {
    {"process", {"status", "stdout", "stderr"}}, {"http", {"status", "headers", "body"}}};

/// Removes the key that `path` starts with (".key", `["key"]`); nothing if it starts with anything
/// else, like an index or a wildcard.
std::optional<std::string> take_key(std::string_view& path) {
  std::string_view key;
  if (path.starts_with("[\"") || path.starts_with("['")) {
    const std::size_t end = path.find(path[1], 2);
    if (end == path.npos || !path.substr(end + 1).starts_with(']')) return std::nullopt;
    key = path.substr(2, end - 2);
    path.remove_prefix(end + 2);
  } else if (path.starts_with('.')) {
    key = path.substr(1, path.find_first_of(".[ *", 1) - 1);
    path.remove_prefix(1 + key.size());
  }
  if (key.empty() || key.find_first_of(",:\\`") != key.npos) return std::nullopt;
  return std::string(key);
}

/// A "$" is in every reference, and in everything that is nearly one.
bool has_dollar(const Json& data) {
  if (data.is_string()) return data.get_ref<const std::string&>().find('$') != std::string::npos;
  return data.is_structured() && std::any_of(data.begin(), data.end(), has_dollar);
}

class ReferenceWarnings {
 public:
  ReferenceWarnings(const Json& experiment, std::vector<Diagnostic>& warnings)
      : experiment_(experiment), warnings_(warnings) {
    for_each_activity(experiment, [this](const Json& activity, const std::string&) {
      const Json* name = find(activity, "name");
      if (name == nullptr || !name->is_string()) return;
      names_.push_back(name->get<std::string>());
      const Json* provider = find(activity, "provider");
      const Json* type = provider != nullptr ? find(*provider, "type") : nullptr;
      types_[names_.back()].push_back(
          type != nullptr && type->is_string() ? type->get<std::string>() : "");
    });
  }

  void find_all() {
    for_each_activity(experiment_, [this](const Json& activity, const std::string& pointer) {
      if (!activity.is_object() || !has_dollar(activity)) return;
      for (const auto& [key, value] : activity.items()) {
        if (key != "rollback") look_into(value, child_pointer(pointer, key));
      }
    });
  }

 private:
  void look_into(const Json& data, const std::string& pointer) {
    if (data.is_object()) {
      for (const auto& [key, value] : data.items())
        look_into(value, child_pointer(pointer, key));
    } else if (data.is_array()) {
      for (std::size_t i = 0; i < data.size(); ++i)
        look_into(data[i], child_pointer(pointer, i));
    } else if (data.is_string()) {
      for_each_activity_reference(
          data, [&](const ActivityReference& reference) { check(reference, pointer); });
      for (const auto& near : near_references(data.get_ref<const std::string&>(), names_)) {
        warn(
            fmt::format("'{}' is not a reference to an activity, so it is not replaced", near.text),
            pointer, fmt::format("write {}", near.spelling));
      }
    }
  }

  void check(const ActivityReference& reference, const std::string& pointer) {
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
      return;
    }
    check_keys(reference, pointer);
  }

  void check_keys(const ActivityReference& reference, const std::string& pointer) {
    std::string_view path = std::string_view(reference.path).substr(1);
    const auto key = take_key(path);
    if (!key) return;
    const std::vector<std::string>* output = keys_of_output(reference.name);
    if (std::ranges::find(kKeysOfRun, *key) == kKeysOfRun.end()) {
      const bool is_of_output =
          output != nullptr && std::ranges::find(*output, *key) != output->end();
      return warn(fmt::format("the run of the activity '{}' has no '{}', so this reference is not "
                              "replaced",
                              reference.name, *key),
                  pointer,
                  is_of_output ? fmt::format("did you mean \"output.{}\"?", *key)
                               : os::did_you_mean(*key, kKeysOfRun));
    }
    if (*key != "output" || output == nullptr) return;
    const auto of_output = take_key(path);
    if (!of_output || std::ranges::find(*output, *of_output) != output->end()) return;
    warn(fmt::format("the output of the activity '{}' has no '{}', so this reference is not "
                     "replaced",
                     reference.name, *of_output),
         pointer, os::did_you_mean(*of_output, *output));
  }

  /// nullptr if the output can be anything.
  const std::vector<std::string>* keys_of_output(const std::string& name) const {
    const auto types = types_.find(name);
    if (types == types_.end()) return nullptr;
    const auto keys = kKeysOfOutput.find(types->second.front());
    const bool is_one_type = std::ranges::all_of(
        types->second, [&](const std::string& type) { return type == types->second.front(); });
    return is_one_type && keys != kKeysOfOutput.end() ? &keys->second : nullptr;
  }

  void warn(std::string message, std::string pointer, std::string hint) {
    warnings_.push_back({.message = std::move(message),
                         .pointer = std::move(pointer),
                         .hint = std::move(hint),
                         .kind = "UnknownReference"});
  }

  const Json& experiment_;
  std::vector<std::string> names_;
  std::map<std::string, std::vector<std::string>> types_;  ///< of the providers, by name
  std::vector<Diagnostic>& warnings_;
};

}  // namespace

void warn_about_activity_references(const Json& experiment, std::vector<Diagnostic>& warnings) {
  ReferenceWarnings(experiment, warnings).find_all();
}

}  // namespace chaos
