#include "run/undo_needs.h"

#include <algorithm>
#include <cctype>
#include <string_view>

#include "context/activity_references.h"
#include "experiment/chaos_block.h"
#include "experiment/experiment.h"
#include "run/found_check.h"
#include "run/own_record.h"

namespace chaos {
namespace {

bool is_stated(const Json& object, const char* key) {
  const Json* value = find(object, key);
  return value != nullptr && truthy(*value);
}

std::string provider_type(const Json& activity) {
  const Json* provider = find(activity, "provider");
  const Json* type = provider != nullptr ? find(*provider, "type") : nullptr;
  return type != nullptr && type->is_string() ? type->get<std::string>() : "";
}

/// Whether the provider only gets values that the activity names.
bool reads_only_its_text(const Json& activity) {
  const std::string type = provider_type(activity);
  return type == "process" || type == "http";
}

/// Whether a probe will be executed for a value of the configuration, because the run has not
/// recorded it. Like an activity of an unknown type, the probe may use everything.
bool asks_probes_again(const Json& journal) {
  const Json* declared = find(own_record(journal).at("experiment"), "configuration");
  if (declared == nullptr || !declared->is_object()) return false;
  const Json* recorded = chaos_block_member(journal, "configuration");
  const Json* withheld = chaos_block_member(journal, "withheld");
  for (const auto& [name, declaration] : declared->items()) {
    const Json* type = find(declaration, "type");
    if (type == nullptr || *type != "probe") continue;
    const bool is_recorded = recorded != nullptr && recorded->contains(name);
    const bool is_withheld =
        withheld != nullptr && std::ranges::find(*withheld, Json(name)) != withheld->end();
    if (!is_recorded && !is_withheld) return true;
  }
  return false;
}

bool is_name_character(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

}  // namespace

UndoNeeds::UndoNeeds(const Json& journal, const std::vector<Undo>& undos) {
  const Json& experiment = own_record(journal).at("experiment");
  uses_every_value_ =
      is_stated(experiment, "controls") || has_checks(journal) || asks_probes_again(journal);
  uses_every_secret_ = uses_every_value_;
  if (const Json* secrets = find(experiment, "secrets")) secrets_ = *secrets;
  for (const auto& undo : undos) {
    const Json* activity = activity_of_undo(experiment, undo);
    if (activity == nullptr) continue;
    text_ += to_json_text(*activity, -1);
    if (is_stated(*activity, "controls") || !reads_only_its_text(*activity)) {
      uses_every_value_ = true;
      // A Python function gets only the secrets that its provider lists.
      if (is_stated(*activity, "controls") || provider_type(*activity) != "python") {
        uses_every_secret_ = true;
      }
    }
    const Json* provider = find(*activity, "provider");
    const Json* targets = provider != nullptr ? find(*provider, "secrets") : nullptr;
    if (targets != nullptr && targets->is_array())
      targets_.insert(targets->begin(), targets->end());
  }
}

/// "$name" or "${name}"
bool UndoNeeds::mentions(const std::string& name) const {
  const std::string_view text = text_;
  for (std::size_t at = text.find(name); at != text.npos; at = text.find(name, at + 1)) {
    const std::string_view before = text.substr(0, at);
    const bool is_whole =
        at + name.size() >= text.size() || !is_name_character(text[at + name.size()]);
    if (is_whole && (before.ends_with('$') || before.ends_with("${"))) return true;
  }
  return false;
}

bool UndoNeeds::uses_value(const std::string& name) const {
  return uses_every_value_ || mentions(name);
}

bool UndoNeeds::uses_secrets_of(const std::string& target) const {
  if (uses_every_secret_) return true;
  if (targets_.contains(target)) return true;
  const Json* names = find(secrets_, target);
  if (names == nullptr || !names->is_object()) return false;
  for (const auto& [name, declaration] : names->items()) {
    if (mentions(name)) return true;
  }
  return false;
}

const Json* activity_of_undo(const Json& experiment, const Undo& undo) {
  const JsonPointer place(undo.pointer);
  if (!experiment.contains(place)) return nullptr;
  const Json& activity = experiment.at(place);
  const Json* ref = find(activity, "ref");
  if (ref == nullptr || !truthy(*ref)) return &activity;
  const std::string named = referenced_activity(experiment, python_str(*ref));
  return named.empty() ? nullptr : &experiment.at(JsonPointer(named));
}

}  // namespace chaos
