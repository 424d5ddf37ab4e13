#include "variable_options.h"

#include <fmt/format.h>

#include <stdexcept>
#include <utility>

#include "context/convert.h"
#include "help.h"
#include "os/absolute_path.h"
#include "usage_error.h"

namespace chaos::cli {
namespace {

constexpr const char* kVariables = "variables";
constexpr const char* kFiles = "variable_files";

}  // namespace

void VariableOptions::add_to(CLI::App& command) {
  command.add_option("--var", variables, "Override a configuration value. Repeatable.")
      ->take_all()
      ->allow_extra_args(false)
      ->type_name("NAME[:TYPE]=VALUE");
  command.add_option("--var-file", files, "Load variables (.json, .yaml, .env). Repeatable.")
      ->take_all()
      ->allow_extra_args(false)
      ->type_name(kFile);
}

Overrides VariableOptions::read() const {
  for (const auto& file : files)
    require_file("--var-file", file);
  Json converted;
  try {
    converted = convert_variables(variables);
  } catch (const std::invalid_argument& error) {
    throw UsageError(fmt::format("Invalid value for '--var': {}", error.what()));
  }
  return load_overrides(converted, files);
}

void VariableOptions::note(Json& header) const {
  Json paths = Json::array();
  for (const auto& file : files)
    paths.push_back(os::absolute_path(file));
  header[kFiles] = std::move(paths);
}

VariableOptions variables_of(const Json& header) {
  if (find(header, kVariables) == nullptr) return {};
  const auto texts = [&header](const char* key) {
    const Json* list = find(header, key);
    return list != nullptr ? list->get<std::vector<std::string>>() : std::vector<std::string>();
  };
  return {.variables = texts(kVariables), .files = texts(kFiles)};
}

}  // namespace chaos::cli
