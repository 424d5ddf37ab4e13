#include "context/configuration.h"

#include <fmt/format.h>

#include "chaos/error.h"
#include "context/environment_value.h"
#include "json/child_pointer.h"
#include "log/log.h"

namespace chaos {
namespace {

bool is_dynamic(const Json& value) {
  const Json* type = find(value, "type");
  return type != nullptr && *type == "probe";
}

std::string stripped(const std::string& text) {
  constexpr const char* kSpace = " \t\n\r\f\v";
  const auto first = text.find_first_not_of(kSpace);
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

/// The part of a probe's output that becomes the value. Throws ActivityFailed if the output says
/// that the probe failed.
Json value_of(const Json& probe, const Json& output) {
  const Json* provider = find(probe, "provider");
  const Json* type = provider != nullptr ? find(*provider, "type") : nullptr;
  if (type != nullptr && *type == "process") {
    const Json* status = find(output, "status");
    if (status == nullptr || *status != 0) {
      throw ActivityFailed(fmt::format("the process ended with {}", python_str(output)));
    }
    return stripped(output.value("stdout", std::string()));
  }
  if (type != nullptr && *type == "http") return output.value("body", Json());
  return output;
}

}  // namespace

Json load_configuration(const Json& declarations, const Json& overrides) {
  log::debug("Loading configuration...");
  Json configuration = Json::object();
  if (declarations.is_null()) return configuration;
  if (!declarations.is_object()) {
    throw InvalidExperiment(Diagnostic{.message = "the configuration must be a mapping",
                                       .pointer = "/configuration",
                                       .hint = "write it as names with their values"});
  }
  for (const auto& [name, declared] : declarations.items()) {
    const Json* override = find(overrides, name);
    const Json& declaration = override != nullptr ? *override : declared;
    const Json* type = find(declaration, "type");
    configuration[name] = type != nullptr && *type == "env"
                              ? environment_value(declaration, "Configuration makes",
                                                  child_pointer("/configuration", name), true)
                              : declaration;
  }
  return configuration;
}

Json load_dynamic_configuration(const Json& configuration, const DynamicProbe& run_probe) {
  log::debug("Loading dynamic configuration...");
  Json loaded = Json::object();
  bool failed = false;
  for (const auto& [name, value] : configuration.items()) {
    if (!is_dynamic(value)) {
      loaded[name] = value;
      continue;
    }
    try {
      loaded[name] = value_of(value, run_probe(value, loaded));
    } catch (const ChaosError& error) {
      if (const Json* fallback = find(value, "default")) {
        loaded[name] = *fallback;
        log::warning(
            fmt::format("The probe for the configuration '{}' failed, so its default is "
                        "used: {}",
                        name, error.what()));
        continue;
      }
      failed = true;
      log::debug(fmt::format("Failed to load configuration '{}': {}", name, error.what()));
    }
  }
  if (failed) {
    log::warning(
        "Some of the dynamic configuration failed to be loaded."
        "Please review the log file for understanding what happened.");
  }
  return loaded;
}

}  // namespace chaos
