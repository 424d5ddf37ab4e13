#include "context/variables.h"

#include <fmt/format.h>

#include <filesystem>
#include <optional>
#include <system_error>

#include "chaos/error.h"
#include "context/env_file.h"
#include "document/mapping_file.h"
#include "log/log.h"
#include "os/environment.h"
#include "os/file.h"

namespace chaos {
namespace {

void set_environment(const std::string& text, const std::string& file) {
  for (const auto& [name, value] : parse_env_file(text, file)) {
    os::set_environment_variable(name, value);
    log::debug(fmt::format("Inject environment variable '{}' from file '{}'", name, file));
  }
}

/// The reference says this through a logger that nobody configures, which Python prints as it is.
void print_plainly(const std::string& problem) {
  fmt::print(stderr, "{}\n", problem);
}

void merge(Json& into, const Json& document, const char* key, const std::string& file) {
  const Json* values = find(document, key);
  if (values == nullptr) return;
  if (!values->is_object()) {
    throw InvalidSource(fmt::format("'{}' in variable file '{}' must be a mapping", key, file));
  }
  for (const auto& [name, value] : values->items())
    into[name] = value;
}

void load_file(Overrides& overrides, const std::string& file) {
  log::debug(fmt::format("Loading var from file '{}'", file));
  std::string text;
  try {
    text = os::FileSystem::real().read(file);
  } catch (const std::system_error& error) {
    log::error(fmt::format("Cannot read var file '{}': {}", file, error.code().message()));
    return;
  }
  if (text.empty()) {
    log::debug(fmt::format("Var file '{}' is empty", file));
    return;
  }
  if (!is_mapping_file(file)) {
    set_environment(text, file);
    return;
  }
  const std::optional<Json> document = parse_mapping_file(text, file, "variable", print_plainly);
  if (!document) return;
  if (document->is_null()) return;
  if (!document->is_object()) {
    throw InvalidSource(fmt::format("variable file '{}' must hold a mapping", file));
  }
  merge(overrides.configuration, *document, "configuration", file);
  merge(overrides.secrets, *document, "secrets", file);
}

}  // namespace

Overrides load_overrides(const Json& variables, const std::vector<std::string>& files) {
  Overrides overrides;
  for (const auto& file : files)
    load_file(overrides, file);
  for (const auto& [name, value] : variables.items()) {
    log::debug(fmt::format("Using configuration variable '{}'", name));
    overrides.configuration[name] = value;
  }
  return overrides;
}

}  // namespace chaos
