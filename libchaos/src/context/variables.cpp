#include "context/variables.h"

#include <fmt/format.h>

#include <system_error>

#include "chaos/error.h"
#include "context/env_file.h"
#include "document/mapping_file.h"
#include "log/log.h"
#include "os/environment.h"
#include "os/file.h"
#include "os/suggestion.h"

namespace chaos {
namespace {

void set_environment(const std::string& text, const std::string& file,
                     const std::set<std::string>& except) {
  for (const auto& [name, value] : parse_env_file(text, file)) {
    if (except.contains(name)) continue;
    os::set_environment_variable(name, value);
    log::debug(fmt::format("Inject environment variable '{}' from file '{}'", name, file));
  }
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

/// A variable file has two keys; all others are ignored.
void warn_about_other_keys(Overrides& overrides, const Json& document, const std::string& file) {
  for (const auto& [key, value] : document.items()) {
    if (key == "configuration" || key == "secrets") continue;
    const std::string meant = os::misspelling_of(key, {"configuration", "secrets"});
    overrides.warnings.push_back(
        {.message = fmt::format("\"{}\" in variable file '{}' has no effect", key, file),
         .hint = meant.empty()
                     ? fmt::format("put it under \"configuration\" (or, with its target, under "
                                   "\"secrets\")")
                     : fmt::format("did you mean \"{}\"?", meant),
         .kind = "VariableFile"});
  }
}

/// The text of a variable file.
std::string read(const std::string& file) {
  log::debug(fmt::format("Loading var from file '{}'", file));
  std::string text;
  try {
    text = os::FileSystem::real().read(file);
  } catch (const std::system_error& error) {
    throw InvalidSource(Diagnostic{
        .message = fmt::format("Cannot read var file '{}': {}", file, error.code().message()),
        .hint = "nothing was run"});
  }
  if (text.empty()) log::debug(fmt::format("Var file '{}' is empty", file));
  return text;
}

void load_file(Overrides& overrides, const std::string& file) {
  const std::string text = read(file);
  if (text.empty()) return;
  if (!is_mapping_file(file)) {
    set_environment(text, file, {});
    return;
  }
  const Json document = parse_mapping_file(text, file, "variable");
  if (document.is_null()) return;
  merge(overrides.configuration, document, "configuration", file);
  merge(overrides.secrets, document, "secrets", file);
  warn_about_other_keys(overrides, document, file);
}

}  // namespace

void set_environment_from(const std::string& file, const std::set<std::string>& except) {
  set_environment(read(file), file, except);
}

Overrides load_overrides(const Json& variables, const std::vector<std::string>& files) {
  Overrides overrides;
  for (const auto& file : files)
    load_file(overrides, file);
  for (const auto& [name, value] : variables.items()) {
    log::debug(fmt::format("Using configuration variable '{}'", name));
    overrides.configuration[name] = value;
    overrides.variables.push_back(name);
  }
  return overrides;
}

}  // namespace chaos
