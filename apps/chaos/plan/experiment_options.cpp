#include "plan/experiment_options.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "context/settings.h"
#include "document/loader.h"
#include "extensions.h"
#include "run/strategy.h"
#include "run_options.h"
#include "usage_error.h"

namespace chaos::cli {

void ExperimentOptions::add_to(CLI::App& command) {
  command
      .add_option("SOURCE", source,
                  "A .json, .yaml or .yml file, - for standard input, or an HTTP(S) URL.")
      ->required();
  add_source_format(command, source_format);
  command.add_flag("--no-verify-tls", no_verify_tls, "Do not verify TLS certificates.")
      ->disable_flag_override();
  allow_only(*command.add_option("--dry", dry, "Assume that these are not executed."),
             {"probes", "actions", "activities", "pause"});
  allow_only(*command.add_option("--rollback-strategy", rollback_strategy,
                                 "When to play rollbacks. default: unless the run failed or was "
                                 "interrupted; deviated: only after a deviation."),
             {"default", "always", "never", "deviated"});
  allow_only(
      *command.add_option("--hypothesis-strategy", hypothesis_strategy,
                          "When to check the hypothesis."),
      {"default", "before-method-only", "after-method-only", "during-method-only", "continuously"});
  require_number(*command
                      .add_option("--hypothesis-frequency", hypothesis_frequency,
                                  "Seconds between checks during the method.")
                      ->type_name("SECONDS"));
  variables.add_to(command);
}

PlannedExperiment::PlannedExperiment(const GlobalOptions& global, const ExperimentOptions& options)
    : settings_(load_settings(global.settings)) {
  register_everything(registry_, settings_);
  document_ =
      load_document(options.source, settings_, !options.no_verify_tls, {}, options.source_format);
  request_.emplace(plan::Request{.experiment = document_.root, .registry = registry_});
  request_->source = options.source;
  request_->settings = settings_;
  request_->document = &document_;
  const Json* controls = find(settings_, "controls");
  request_->has_global_controls = controls != nullptr && truthy(*controls);
  read_variables(options.variables, *request_);
  request_->strategies = effective_strategies(
      settings_, document_.root, options.hypothesis_strategy, options.rollback_strategy);
  request_->hypothesis_frequency = options.hypothesis_frequency;
  if (options.dry) request_->dry = dry_from_text(*options.dry);
}

/// Reads the sources one after the other, so that the origin of each value is known.
void PlannedExperiment::read_variables(const VariableOptions& options,
                                       plan::Request& request) const {
  const auto take = [&request](const Overrides& overrides, const std::string& origin) {
    Overrides& all = request.overrides;
    all.variables.insert(all.variables.end(), overrides.variables.begin(),
                         overrides.variables.end());
    all.warnings.insert(all.warnings.end(), overrides.warnings.begin(), overrides.warnings.end());
    for (const auto& [name, value] : overrides.configuration.items()) {
      request.overrides.configuration[name] = value;
      request.configuration_origins[name] = origin;
    }
    for (const auto& [target, value] : overrides.secrets.items()) {
      request.overrides.secrets[target] = value;
      request.secret_origins[target] = origin;
    }
  };
  for (const auto& file : options.files)
    take(VariableOptions{.files = {file}}.read(), fmt::format("variable file {}", file));
  take(VariableOptions{.variables = options.variables}.read(), "--var");
}

}  // namespace chaos::cli
