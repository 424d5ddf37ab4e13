#include <fmt/format.h>

#include <memory>
#include <optional>

#include "chaos/error.h"
#include "cli.h"
#include "context/settings.h"
#include "context/vault.h"
#include "control/notification.h"
#include "diagnostics.h"
#include "document/loader.h"
#include "exit_code.h"
#include "experiment/validation.h"
#include "extensions.h"
#include "log/log.h"
#include "schema/schema.h"
#include "usage_error.h"

namespace chaos::cli {
namespace {

struct ValidateOptions {
  std::string source;
  bool no_verify_tls = false;
  bool all = false;
  bool schema = false;
  std::string format = "text";
};

/// The problems as text after the log, or as one JSON document on standard output.
int report(const ValidateOptions& options, const std::vector<Diagnostic>& problems,
           const Document* document) {
  if (options.format == "json") {
    fmt::print("{}\n", to_json_text({{"source", options.source},
                                     {"valid", problems.empty()},
                                     {"problems", diagnostics_as_json(problems, document)}},
                                    2));
  } else {
    for (const auto& problem : problems)
      show(problem, document);
  }
  return problems.empty() ? kSuccess : kFailure;
}

int validate(const GlobalOptions& global, const ValidateOptions& options) {
  const Json settings = load_settings(global.settings);
  Registry registry;
  register_everything(registry, settings);

  Document document;
  try {
    document = load_document(options.source, settings, !options.no_verify_tls, {});
  } catch (const InvalidSource& error) {
    log::error(error.what());
    return report(options, {error.diagnostic()}, nullptr);
  }
  notify(settings, FlowEvent::kValidateStarted, document.root, {}, registry.module_host());

  std::vector<Diagnostic> problems;
  const ValidationContext context{
      .registry = registry, .read_vault = &read_vault_secret, .stop = {}};
  try {
    if (options.all)
      problems = find_problems(document.root, context);
    else
      validate_experiment(document.root, context);
  } catch (const InvalidExperiment& error) {
    problems.push_back(error.diagnostic());
  }
  if (options.schema) {
    const auto more = schema_problems(document.root, "experiment");
    problems.insert(problems.end(), more.begin(), more.end());
  }
  if (problems.empty()) {
    notify(settings, FlowEvent::kValidateCompleted, document.root, {}, registry.module_host());
    log::info("experiment syntax and semantic look valid");
  } else {
    notify(settings, FlowEvent::kValidateFailed, document.root,
           fmt::format("An exception was raised: {}({})", problems.front().kind,
                       python_repr(problems.front().message)),
           registry.module_host());
    for (const auto& problem : problems)
      log::error(problem.message);
  }
  return report(options, problems, &document);
}

}  // namespace

void add_validate_command(CLI::App& app, Invocation& invocation) {
  auto options = std::make_shared<ValidateOptions>();
  CLI::App* command = app.add_subcommand("validate", "Check the experiment at SOURCE.");
  command->footer("Example: chaos validate --all experiment.yaml");
  command->add_option("SOURCE", options->source, "A .json, .yaml or .yml file, or an HTTP(S) URL.")
      ->required();
  command->add_flag("--no-verify-tls", options->no_verify_tls, "Do not verify TLS certificates.")
      ->disable_flag_override();
  command->add_flag("--all", options->all, "Report every problem, not only the first.")
      ->disable_flag_override();
  command
      ->add_flag("--schema", options->schema,
                 "Check it by the JSON Schema of experiments as well, which is stricter.")
      ->disable_flag_override();
  allow_only(*command->add_option("--format", options->format,
                                  "Report for a person or as JSON for a program."),
             {"text", "json"});
  command->callback([options, &invocation] {
    invocation.command = [options, &invocation] { return validate(invocation.global, *options); };
  });
}

}  // namespace chaos::cli
