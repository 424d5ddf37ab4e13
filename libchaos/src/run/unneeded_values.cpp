#include "run/unneeded_values.h"

#include <fmt/format.h>

#include <string>
#include <vector>

#include "chaos/error.h"
#include "context/environment_value.h"
#include "log/log.h"

namespace chaos {
namespace {

bool is_of_type(const Json& declaration, const char* type) {
  const Json* declared = find(declaration, "type");
  return declared != nullptr && *declared == type;
}

bool can_be_read(const Json& declaration, bool with_default) {
  try {
    environment_value(declaration, "", "", with_default);
    return true;
  } catch (const InvalidExperiment&) {
    return false;
  }
}

/// Removes the members of `object` for which `is_to_go(name, member)` is true.
template <typename Condition>
void remove_members(Json& object, const Condition& is_to_go) {
  std::vector<std::string> names;
  for (const auto& [name, member] : object.items()) {
    if (is_to_go(name, member)) names.push_back(name);
  }
  for (const auto& name : names) {
    log::debug(fmt::format("'{}' is not resolved, because no rollback uses it", name));
    object.erase(name);
  }
}

/// Returns whether to remove the declaration itself. Removes unneeded declarations inside it.
bool prune_secret(Json& declaration) {
  if (!declaration.is_object()) return false;
  if (is_of_type(declaration, "vault")) return true;
  if (is_of_type(declaration, "env")) return !can_be_read(declaration, false);
  remove_members(declaration, [](const auto&, Json& inner) { return prune_secret(inner); });
  return false;
}

bool holds_vault_secret(const Json& declaration) {
  if (!declaration.is_object()) return false;
  if (is_of_type(declaration, "vault")) return true;
  for (const auto& inner : declaration) {
    if (holds_vault_secret(inner)) return true;
  }
  return false;
}

}  // namespace

void drop_unneeded_values(Json& experiment, const UndoNeeds& needs, const Overrides& overrides) {
  bool needs_vault = false;
  if (const Json* declared = find(experiment, "secrets"); declared && declared->is_object()) {
    Json& secrets = experiment["secrets"];
    remove_members(secrets, [&](const std::string& target, Json& declaration) {
      if (overrides.secrets.contains(target) || needs.uses_secrets_of(target)) return false;
      return prune_secret(declaration);
    });
    needs_vault = holds_vault_secret(secrets);
  }
  if (const Json* declared = find(experiment, "configuration"); declared && declared->is_object()) {
    remove_members(experiment["configuration"], [&](const std::string& name, Json& declaration) {
      if (overrides.configuration.contains(name) || needs.uses_value(name)) return false;
      if (needs_vault && name.starts_with("vault_")) return false;
      return is_of_type(declaration, "env") && !can_be_read(declaration, true);
    });
  }
}

}  // namespace chaos
