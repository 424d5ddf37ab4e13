#include "warnings.h"

#include <fmt/format.h>

#include <string>
#include <system_error>
#include <utility>

#include "chaos/error.h"
#include "diagnostics.h"
#include "document/yaml_reader.h"
#include "experiment/strategy_names.h"
#include "experiment/warnings.h"
#include "log/log.h"
#include "os/file.h"

namespace chaos::cli {
namespace {

bool is_about_rollbacks(const Diagnostic& problem) {
  return problem.pointer.starts_with("/runtime/rollbacks");
}

/// Whether a command-line option overrides the strategy.
bool is_replaced(const Diagnostic& problem, const RunOptions& options) {
  return is_about_rollbacks(problem) ? options.rollback_strategy.has_value()
                                     : options.hypothesis_strategy.has_value();
}

/// The position in the settings file that the diagnostic's pointer refers to: "settings.yaml:3:5".
std::string place_in(const std::string& path, const Diagnostic& diagnostic) {
  try {
    const Position position = locate_in_yaml(os::FileSystem::real().read(path),
                                             JsonPointer(diagnostic.pointer), diagnostic.at_key);
    if (position.line != 0) return fmt::format("{}:{}:{}", path, position.line, position.column);
  } catch (const std::system_error&) {
    // The file has changed since it was read; the message still names the key.
  }
  return path;
}

/// Keys that have no effect, and values of the wrong kind.
void add_key_warnings(const std::string& path, const Json& settings,
                      std::vector<Diagnostic>& warnings) {
  for (Diagnostic& warning : find_settings_key_warnings(settings)) {
    if (warning.pointer == "/controls") continue;  // they have their own warning
    // Do not show an excerpt of the file: settings contain tokens.
    warning.message += fmt::format(" (in the settings, {})", place_in(path, warning));
    warning.pointer.clear();  // it does not refer to the experiment
    warning.kind = "Settings";
    warnings.push_back(std::move(warning));
  }
}

}  // namespace

void Warnings::show(const std::vector<Diagnostic>& warnings, const Document* document) {
  for (const Diagnostic& warning : warnings) {
    any_ = true;
    const Severity severity = strict_ ? Severity::kFatalWarning : Severity::kWarning;
    if (strict_) log_error(warning, document, severity);
    cli::show(warning, document, severity);
  }
}

std::vector<Diagnostic> settings_warnings(const GlobalOptions& global, const Json& settings) {
  std::vector<Diagnostic> warnings;
  if (global.settings_given && !os::FileSystem::real().exists(global.settings)) {
    warnings.push_back(
        {.message = fmt::format("the settings file '{}' does not exist, so there are no settings",
                                global.settings),
         .hint = "correct the path given with --settings, or omit the option",
         .kind = "Settings"});
  }
  const Json* controls = find(settings, "controls");
  if (controls != nullptr && truthy(*controls) && !controls->is_object()) {
    warnings.push_back(
        {.message = fmt::format("the controls in the settings '{}' are ignored, because they are "
                                "not a mapping",
                                global.settings),
         .hint = "write a mapping of names to controls",
         .kind = "Settings"});
  }
  add_key_warnings(global.settings, settings, warnings);
  return warnings;
}

std::vector<Diagnostic> settings_strategy_warnings(const GlobalOptions& global,
                                                   const Json& settings, const Json& experiment,
                                                   const RunOptions& options) {
  const Json* own = find(experiment, "runtime");
  if (own != nullptr && truthy(*own)) return {};
  std::vector<Diagnostic> warnings;
  for (Diagnostic& problem : strategy_problems(settings)) {
    // A value that is not a mapping has its own warning.
    if (is_replaced(problem, options) || !problem.pointer.ends_with("/strategy")) continue;
    const char* consequence =
        is_about_rollbacks(problem) ? "NO ROLLBACK WILL BE PLAYED: " : "nothing can be run: ";
    warnings.push_back({.message = fmt::format("{}{} in the settings '{}'", consequence,
                                               problem.message, global.settings),
                        .hint = std::move(problem.hint),
                        .kind = "Settings"});
  }
  return warnings;
}

void refuse_unknown_strategies(const Json& experiment, const RunOptions& options) {
  for (Diagnostic& problem : strategy_problems(experiment)) {
    if (!is_replaced(problem, options)) throw InvalidExperiment(std::move(problem));
  }
}

}  // namespace chaos::cli
