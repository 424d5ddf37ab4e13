#include "experiment/deprecation.h"

#include "chaos/error.h"
#include "experiment/experiment.h"
#include "json/child_pointer.h"
#include "log/log.h"

namespace chaos {
namespace {

constexpr const char* kMappingArguments =
    "Process arguments should now be a list to keep the ordering of the arguments. Dictionary "
    "arguments are deprecated for process activities.";
constexpr const char* kVaultWithoutPath =
    "Vault secrets must now specify the `path` property. The `key` property is now a key of a "
    "Vault secret rather than the actual path. For instance: {'my-key': {'type': 'vault', 'key': "
    "'foo'}} now becomes: {'my-key': {'type': 'vault', 'path': 'foo'}}";

bool has_mapping_arguments(const Json& activity) {
  const Json* provider = find(activity, "provider");
  if (provider == nullptr) return false;
  const Json* type = find(*provider, "type");
  const Json* arguments = find(*provider, "arguments");
  return type != nullptr && *type == "process" && arguments != nullptr && arguments->is_object();
}

bool is_vault_without_path(const Json& secret) {
  const Json* type = find(secret, "type");
  return type != nullptr && *type == "vault" && secret.contains("key") && !secret.contains("path");
}

}  // namespace

void warn_about_deprecated_features(const Json& experiment) {
  bool mapping_arguments = false;
  for_each_activity(experiment, [&](const Json& activity, const std::string&) {
    mapping_arguments = mapping_arguments || has_mapping_arguments(activity);
  });
  if (mapping_arguments) log::warning(kMappingArguments);

  const Json* secrets = find(experiment, "secrets");
  if (secrets == nullptr || !secrets->is_object()) return;
  for (const auto& [target, values] : secrets->items()) {
    if (!values.is_object()) {
      throw InvalidExperiment(
          Diagnostic{.message = "secret target '" + target + "' must be a mapping",
                     .pointer = child_pointer("/secrets", target),
                     .hint = "put the value under its own name, inside the target"});
    }
    for (const auto& secret : values) {
      if (is_vault_without_path(secret)) log::warning(kVaultWithoutPath);
    }
  }
}

}  // namespace chaos
