#include "run/used_values.h"

#include <fmt/format.h>

#include "chaos/error.h"
#include "context/secrets.h"
#include "document/mapping_file.h"
#include "experiment/chaos_block.h"
#include "json/child_pointer.h"
#include "os/file.h"
#include "os/shell_word.h"
#include "run/own_record.h"
#include "run/undo_needs.h"

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

/// What the variable files of the run say now, except for .env files: run/run_environment.h.
struct FileValues {
  Overrides values;
  std::string missing;  ///< the first file that no longer exists
};

FileValues read_variable_files(const Json& journal) {
  const Json* files = chaos_block_member(journal, "variable_files");
  if (files == nullptr || !files->is_array()) return {};
  FileValues found;
  std::vector<std::string> paths;
  for (const auto& file : *files) {
    const std::string path = python_str(file);
    if (!is_mapping_file(path)) continue;
    if (os::FileSystem::real().exists(path))
      paths.push_back(path);
    else if (found.missing.empty())
      found.missing = path;
  }
  found.values = load_overrides(Json::object(), paths);
  return found;
}

[[noreturn]] void refuse_without_file(const std::string& path, const std::string& command) {
  throw InvalidExperiment(Diagnostic{
      .message = fmt::format("the variable file '{}', which the run used, no longer exists", path),
      .hint = fmt::format("nothing was rolled back; restore the file, or provide another with "
                          "`{} --var-file FILE`: it may contain secrets that the rollbacks need",
                          command)});
}

/// The option that provides the value; the user fills in the value.
std::string variable_option(const std::string& name) {
  return fmt::format("--var {}", os::shell_word(name + "=..."));
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

UsedValues used_values(const Json& configuration, const Json& experiment) {
  const Json* declared = find(experiment, kConfiguration);
  UsedValues used;
  for (const auto& [name, value] : configuration.items()) {
    const Json* literal = declared != nullptr ? find(*declared, name) : nullptr;
    if (!holds_secret(value))
      used.configuration[name] = value;
    else if (literal == nullptr || *literal != value)
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
  const Json* experiment = find(own_record(journal), "experiment");
  const Json* declared = experiment != nullptr ? find(*experiment, "configuration") : nullptr;
  Json stated = Json::object();
  for (const auto& [name, value] : values.configuration.items()) {
    const Json* declaration = declared != nullptr ? find(*declared, name) : nullptr;
    if (declaration == nullptr || *declaration != value) stated[name] = value;
  }
  set_in_chaos_block(journal, kConfiguration, stated.empty() ? Json() : stated);
  set_in_chaos_block(journal, kWithheld, values.withheld.empty() ? Json() : Json(values.withheld));
}

Json secret_values(const Json& configuration) {
  Json values = Json::object();
  for (const auto& [name, value] : configuration.items()) {
    if (holds_secret(value)) values[name] = value;
  }
  return values;
}

Overrides recorded_overrides(const Json& journal, const Overrides& explicit_values,
                             const UndoNeeds& needs, const std::string& command) {
  const Json* block = chaos_block(journal);
  const UsedValues used = block != nullptr ? values_of_record(*block) : UsedValues{};
  const Json& experiment = journal.at("experiment");
  FileValues files;
  if (needs_variable_files(experiment, used)) files = read_variable_files(journal);
  Overrides overrides;
  overrides.configuration = used.configuration;
  overrides.secrets = files.values.secrets;
  overrides.secrets.update(explicit_values.secrets);
  for (const auto& name : used.withheld) {
    const Json* value = find(files.values.configuration, name);
    if (value != nullptr) overrides.configuration[name] = *value;
    if (value != nullptr || explicit_values.configuration.contains(name)) continue;
    if (!needs.uses_value(name)) continue;
    if (!files.missing.empty()) refuse_without_file(files.missing, command);
    throw InvalidExperiment(Diagnostic{
        .message = fmt::format(
            "the value of '{}' that the run used was not recorded, because it contains a secret",
            name),
        .hint = fmt::format("nothing was rolled back; provide the value again with `{} {}`",
                            command, variable_option(name))});
  }
  const Json* secrets = files.missing.empty() ? nullptr : find(experiment, "secrets");
  if (secrets != nullptr && secrets->is_object()) {
    for (const auto& [target, declared] : secrets->items()) {
      if (explicit_values.secrets.contains(target) || !needs.uses_secrets_of(target)) continue;
      refuse_without_file(files.missing, command);
    }
  }
  overrides.configuration.update(explicit_values.configuration);
  return overrides;
}

void declare_added_values(Json& experiment, const Json& journal, const Overrides& overrides) {
  const Json* block = chaos_block(journal);
  if (block == nullptr) return;
  const UsedValues used = values_of_record(*block);
  const auto declare = [&](const std::string& name) {
    const Json* value = find(overrides.configuration, name);
    Json& declared = experiment[kConfiguration];
    if (value != nullptr && find(declared, name) == nullptr) declared[name] = *value;
  };
  for (const auto& [name, value] : used.configuration.items())
    declare(name);
  for (const auto& name : used.withheld)
    declare(name);
}

std::string with_missing_values(std::string command, const Json& journal, const UndoNeeds& needs) {
  const Json* block = chaos_block(journal);
  const UsedValues used = block != nullptr ? values_of_record(*block) : UsedValues{};
  if (used.withheld.empty()) return command;
  Json found = Json::object();
  try {
    found = read_variable_files(journal).values.configuration;
  } catch (const ChaosError&) {
    // The command will report what is wrong with the file.
  }
  for (const auto& name : used.withheld) {
    if (found.contains(name) || !needs.uses_value(name)) continue;
    command += " " + variable_option(name);
  }
  return command;
}

void check_secrets_found(const Json& experiment, const Json& secrets, const UndoNeeds& needs,
                         const Json& given) {
  const Json* declarations = find(experiment, "secrets");
  if (declarations == nullptr || !declarations->is_object()) return;
  Json needed = Json::object();
  for (const auto& [target, declaration] : declarations->items()) {
    if (!given.contains(target) && needs.uses_secrets_of(target)) needed[target] = declaration;
  }
  check_vault(needed, secrets, "/secrets");
}

}  // namespace chaos
