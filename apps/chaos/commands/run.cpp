#include <memory>

#include "cli.h"
#include "experiment_run.h"
#include "usage_error.h"

namespace chaos::cli {
namespace {

void add_options(CLI::App& command, RunOptions& options) {
  command.add_option("SOURCE", options.source, "A .json, .yaml or .yml file, or an HTTP(S) URL.")
      ->required();
  command.add_option("--journal-path", options.journal_path, "Where to save the journal.")
      ->capture_default_str();
  allow_only(*command.add_option("--dry", options.dry, "Rehearse without executing these."),
             {"probes", "actions", "activities", "pause"});
  command.add_flag("--no-validation", options.no_validation, "Run without validating first.")
      ->disable_flag_override();
  command.add_flag("--no-verify-tls", options.no_verify_tls, "Do not verify TLS certificates.")
      ->disable_flag_override();
  allow_only(*command.add_option("--rollback-strategy", options.rollback_strategy,
                                 "When to play rollbacks."),
             {"default", "always", "never", "deviated"});
  command
      .add_option("--var", options.variables,
                  "name[:type]=value: replaces a configuration value. Repeatable.")
      ->take_all()
      ->allow_extra_args(false)
      ->type_name("NAME=VALUE");
  command
      .add_option("--var-file", options.variable_files,
                  "A .json, .yaml or .env file of variables. Repeatable.")
      ->take_all()
      ->allow_extra_args(false)
      ->type_name("FILE");
  command
      .add_option("--control-file", options.control_files,
                  "A .json or .yaml file of controls to apply. Repeatable.")
      ->take_all()
      ->allow_extra_args(false)
      ->type_name("FILE");
  allow_only(*command.add_option("--hypothesis-strategy", options.hypothesis_strategy,
                                 "When to check the hypothesis."),
             {"default", "before-method-only", "after-method-only", "during-method-only",
              "continuously", "continously"});
  require_number(*command
                      .add_option("--hypothesis-frequency", options.hypothesis_frequency,
                                  "Seconds between two checks during the method.")
                      ->type_name("SECONDS"));
  command
      .add_flag("--fail-fast", options.fail_fast,
                "End the run at the first check during the method that is not met.")
      ->disable_flag_override();
}

}  // namespace

void add_run_command(CLI::App& app, Invocation& invocation) {
  auto options = std::make_shared<RunOptions>();
  CLI::App* command = app.add_subcommand("run", "Run the experiment at SOURCE.");
  command->footer("Example: chaos run --rollback-strategy always experiment.json");
  add_options(*command, *options);
  command->callback([options, &invocation] {
    invocation.command = [options, &invocation] {
      return ExperimentRun(invocation.global, *options).execute();
    };
  });
}

}  // namespace chaos::cli
