#include "warnings.h"

#include <fmt/format.h>

#include "chaos/error.h"
#include "diagnostics.h"
#include "experiment/strategy_names.h"
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

}  // namespace

void Warnings::show(const std::vector<Diagnostic>& warnings, const Document* document) {
  for (const Diagnostic& warning : warnings) {
    any_ = true;
    if (strict_) log::error(warning.message);
    cli::show(warning, document, strict_ ? Severity::kFatalWarning : Severity::kWarning);
  }
}

std::vector<Diagnostic> settings_warnings(const GlobalOptions& global, const Json& settings) {
  std::vector<Diagnostic> warnings;
  if (global.settings_given && !os::FileSystem::real().exists(global.settings)) {
    warnings.push_back(
        {.message = fmt::format("the settings file '{}' does not exist, so there are no settings",
                                global.settings),
         .hint = "correct the path given with --settings, or leave the option out",
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
  return warnings;
}

std::vector<Diagnostic> settings_strategy_warnings(const GlobalOptions& global,
                                                   const Json& settings, const Json& experiment,
                                                   const RunOptions& options) {
  const Json* own = find(experiment, "runtime");
  if (own != nullptr && truthy(*own)) return {};
  std::vector<Diagnostic> warnings;
  for (Diagnostic& problem : strategy_problems(settings)) {
    if (is_replaced(problem, options)) continue;
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
