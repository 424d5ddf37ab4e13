#include "run/python_needs.h"

#include <algorithm>
#include <functional>

#include "experiment/chaos_block.h"
#include "experiment/experiment.h"
#include "run/found_check.h"
#include "run/undo_needs.h"

namespace chaos {
namespace {

std::string text_member(const Json& object, const char* key) {
  const Json* value = find(object, key);
  return value != nullptr && value->is_string() ? value->get<std::string>() : std::string();
}

/// Whether `matches(provider)` holds for any provider of type `python` in this declaration, also in
/// its tolerances. Arguments are data and declare nothing.
bool any_python(const Json& declaration, bool with_controls,
                const std::function<bool(const Json&)>& matches) {
  if (!declaration.is_structured()) return false;
  for (const auto& [key, value] : declaration.items()) {
    if (key == "arguments" || (key == "controls" && !with_controls)) continue;
    const bool is_python = key == "provider" && text_member(value, "type") == "python";
    if (is_python && matches(value)) return true;
    if (any_python(value, with_controls, matches)) return true;
  }
  return false;
}

bool mentions_python(const Json* declaration) {
  return declaration != nullptr && any_python(*declaration, true, [](const Json&) { return true; });
}

}  // namespace

bool may_use_python(const Json& journal) {
  const Json* experiment = find(journal, "experiment");
  if (experiment == nullptr) return false;
  if (mentions_python(find(*experiment, "controls"))) return true;
  if (mentions_python(find(*experiment, "configuration"))) return true;
  if (has_checks(journal)) {
    if (mentions_python(hypothesis_of(*experiment))) return true;
    if (mentions_python(chaos_block_member(*experiment, "facts"))) return true;
  }
  return are_in_python(undos_of(journal), *experiment);
}

bool are_in_python(const std::vector<Undo>& undos, const Json& experiment) {
  return std::ranges::any_of(undos, [&experiment](const Undo& undo) {
    return mentions_python(activity_of_undo(experiment, undo));
  });
}

bool call_python(const std::vector<Undo>& undos, const Json& experiment, const Registry& registry) {
  const auto is_foreign = [&registry](const Json& provider) {
    return registry.function(text_member(provider, "module"), text_member(provider, "func")) ==
           nullptr;
  };
  return std::ranges::any_of(undos, [&](const Undo& undo) {
    const Json* activity = activity_of_undo(experiment, undo);
    return activity != nullptr && any_python(*activity, false, is_foreign);
  });
}

}  // namespace chaos
