#include "run/used_values.h"

#include <fmt/format.h>

#include "chaos/error.h"
#include "context/secrets.h"
#include "experiment/chaos_block.h"
#include "json/child_pointer.h"
#include "os/file.h"

namespace chaos {
namespace {

constexpr const char* kConfiguration = "configuration";
constexpr const char* kWithheld = "withheld";

bool holds_secret(const Json& value) {
  return redacted_for_journal(value) != value;
}

bool needs_variable_files(const Json& experiment, const UsedValues& values) {
  const Json* secrets = find(experiment, "secrets");
  return !values.withheld.empty() || (secrets != nullptr && truthy(*secrets));
}

/// What the variable files of the run say now. Throws InvalidExperiment for one that is missing.
Overrides read_variable_files(const Json& journal) {
  std::vector<std::string> paths;
  const Json* files = chaos_block_member(journal, "variable_files");
  if (files == nullptr || !files->is_array()) return {};
  for (const auto& file : *files) {
    paths.push_back(python_str(file));
    if (os::FileSystem::real().exists(paths.back())) continue;
    throw InvalidExperiment(Diagnostic{
        .message = fmt::format("the variable file '{}', which the run used, no longer exists",
                               paths.back()),
        .hint = "nothing was rolled back; restore the file: it may contain secrets that the "
                "rollbacks need"});
  }
  return load_overrides(Json::object(), paths);
}

void check_vault(const Json& declarations, const Json& secrets, const std::string& pointer) {
  if (!declarations.is_object()) return;
  for (const auto& [name, declaration] : declarations.items()) {
    const Json* found = find(secrets, name);
    const Json* type = find(declaration, "type");
    if (type == nullptr || *type != "vault") {
      if (declaration.is_object() && found != nullptr) {
        check_vault(declaration, *found, child_pointer(pointer, name));
      }
      continue;
    }
    if (found != nullptr && (!found->is_structured() || !found->empty())) continue;
    throw InvalidExperiment(
        Diagnostic{.message = fmt::format("the secret '{}' was not found in the vault", name),
                   .pointer = child_pointer(pointer, name),
                   .hint = "nothing was rolled back; restore the secret, or provide it in a "
                           "variable file with --var-file"});
  }
}

}  // namespace

UsedValues used_values(const Json& configuration, const std::set<std::string>& given) {
  UsedValues used;
  for (const auto& [name, value] : configuration.items()) {
    if (!holds_secret(value))
      used.configuration[name] = value;
    else if (given.contains(name))
      used.withheld.push_back(name);
  }
  return used;
}

Json as_record(const UsedValues& values) {
  return {{kConfiguration, values.configuration}, {kWithheld, values.withheld}};
}

UsedValues values_of_record(const Json& record) {
  UsedValues values;
  if (const Json* configuration = find(record, kConfiguration)) {
    if (configuration->is_object()) values.configuration = *configuration;
  }
  if (const Json* withheld = find(record, kWithheld)) {
    if (withheld->is_array()) {
      for (const auto& name : *withheld)
        values.withheld.push_back(python_str(name));
    }
  }
  return values;
}

void state_values(Json& journal, const UsedValues& values) {
  const Json* experiment = find(journal, "experiment");
  const Json* declared = experiment != nullptr ? find(*experiment, "configuration") : nullptr;
  Json stated = Json::object();
  for (const auto& [name, value] : values.configuration.items()) {
    const Json* declaration = declared != nullptr ? find(*declared, name) : nullptr;
    if (declaration == nullptr || *declaration != value) stated[name] = value;
  }
  set_in_chaos_block(journal, kConfiguration, stated.empty() ? Json() : stated);
  set_in_chaos_block(journal, kWithheld, values.withheld.empty() ? Json() : Json(values.withheld));
}

Overrides recorded_overrides(const Json& journal, const Overrides& explicit_values) {
  const Json* block = chaos_block(journal);
  const UsedValues used = block != nullptr ? values_of_record(*block) : UsedValues{};
  Overrides overrides;
  if (needs_variable_files(journal.at("experiment"), used)) {
    overrides.secrets = read_variable_files(journal).secrets;
  }
  overrides.secrets.update(explicit_values.secrets);
  overrides.configuration = used.configuration;
  if (!used.withheld.empty()) {
    const Json again = read_variable_files(journal).configuration;
    for (const auto& name : used.withheld) {
      const Json* value = find(again, name);
      if (value != nullptr) overrides.configuration[name] = *value;
      if (value != nullptr || explicit_values.configuration.contains(name)) continue;
      throw InvalidExperiment(Diagnostic{
          .message = fmt::format(
              "the value of '{}' that the run used was not recorded, because it contains a secret",
              name),
          .hint = fmt::format("nothing was rolled back; provide the value again with `chaos "
                              "rollback --var {}=... JOURNAL`",
                              name)});
    }
  }
  overrides.configuration.update(explicit_values.configuration);
  return overrides;
}

void check_secrets_found(const Json& experiment, const Json& secrets) {
  const Json* declarations = find(experiment, "secrets");
  if (declarations != nullptr) check_vault(*declarations, secrets, "/secrets");
}

}  // namespace chaos
