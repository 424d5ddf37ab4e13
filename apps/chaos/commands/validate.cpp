#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iterator>
#include <memory>
#include <utility>
#include <vector>

#include "chaos/error.h"
#include "cli.h"
#include "context/settings.h"
#include "context/vault.h"
#include "control/control_set.h"
#include "control/notification.h"
#include "diagnostics.h"
#include "document/loader.h"
#include "exit_code.h"
#include "experiment/validation.h"
#include "experiment/warnings.h"
#include "extensions.h"
#include "log/log.h"
#include "schema/schema.h"
#include "usage_error.h"
#include "warnings.h"

namespace chaos::cli {
namespace {

struct ValidateOptions {
  std::string source;
  bool no_verify_tls = false;
  bool all = false;
  bool schema = false;
  bool strict = false;
  std::string format = "text";
};

/// The results of validation. Warnings leave an experiment valid unless they count as errors.
struct Findings {
  std::vector<Diagnostic> problems = {};
  std::vector<Diagnostic> warnings = {};
  Severity of_warnings = Severity::kWarning;

  /// The findings that make the experiment invalid, in order.
  std::vector<Diagnostic> fatal() const {
    std::vector<Diagnostic> all = problems;
    if (of_warnings != Severity::kWarning) all.insert(all.end(), warnings.begin(), warnings.end());
    return all;
  }
};

/// Prints the findings as text after the log, or as a JSON document on standard output.
int report(const ValidateOptions& options, const Findings& findings, const Document* document) {
  const bool is_valid = findings.fatal().empty();
  if (options.format == "json") {
    Json all = diagnostics_as_json(findings.problems, document);
    for (auto& warning : diagnostics_as_json(findings.warnings, document, findings.of_warnings))
      all.push_back(std::move(warning));
    fmt::print(
        "{}\n",
        to_json_text(
            {{"source", options.source}, {"valid", is_valid}, {"problems", std::move(all)}}, 2));
  } else {
    for (const auto& problem : findings.problems)
      show(problem, document);
    for (const auto& warning : findings.warnings)
      show(warning, document, findings.of_warnings);
  }
  return is_valid ? kSuccess : kFailure;
}

bool is_at(const std::vector<Diagnostic>& problems, const std::string& pointer) {
  return std::ranges::find(problems, pointer, &Diagnostic::pointer) != problems.end();
}

/// Validation explains problems better, so one that it has found at the same place is not reported
/// again.
void add_schema_problems(const Json& experiment, std::vector<Diagnostic>& problems) {
  const std::vector<Diagnostic> found = problems;
  for (Diagnostic& problem : schema_problems(experiment, "experiment"))
    if (!is_at(found, problem.pointer)) problems.push_back(std::move(problem));
}

/// Warnings about what is already a problem would only repeat it, but may have a better hint.
void merge_warnings(std::vector<Diagnostic>& warnings, std::vector<Diagnostic>& problems) {
  std::erase_if(warnings, [&problems](Diagnostic& warning) {
    if (warning.pointer.empty() || warning.at_key) return false;
    const auto same = std::ranges::find(problems, warning.pointer, &Diagnostic::pointer);
    if (same == problems.end() || same->kind != "Schema") return false;
    if (same->hint.empty()) same->hint = warning.hint;
    return true;
  });
}

/// A program that reads the JSON document does not see what is shown on the console.
void log_problem(const ValidateOptions& options, const Diagnostic& problem,
                 const Document* document = nullptr, Severity severity = Severity::kError) {
  if (options.format == "json")
    log::error(problem.message);
  else
    log_error(problem, document, severity);
}

std::vector<Diagnostic> find_all_problems(const ValidateOptions& options, const Json& experiment,
                                          const Registry& registry, Json& secrets) {
  std::vector<Diagnostic> problems;
  const ValidationContext context{
      .registry = registry, .read_vault = &read_vault_secret, .stop = {}, .secrets = &secrets};
  try {
    if (options.all)
      problems = find_problems(experiment, context);
    else
      validate_experiment(experiment, context);
  } catch (const InvalidExperiment& error) {
    problems.push_back(error.diagnostic());
  }
  if (options.schema) add_schema_problems(experiment, problems);
  return problems;
}

std::vector<Diagnostic> find_all_warnings(const GlobalOptions& global, const Json& settings,
                                          const Document& document, const Registry& registry,
                                          const Json& secrets) {
  std::vector<Diagnostic> warnings = settings_warnings(global, settings);
  ControlSet controls(registry);
  const auto add = [&warnings](std::vector<Diagnostic> more) {
    std::move(more.begin(), more.end(), std::back_inserter(warnings));
  };
  add(controls.load_global(settings, {}));
  add(settings_strategy_warnings(global, settings, document.root, {}));
  add(find_warnings(document.root, document,
                    {.has_global_controls = controls.has_global(), .secrets = secrets}));
  return warnings;
}

int validate(const GlobalOptions& global, const ValidateOptions& options) {
  const Json settings = load_settings(global.settings);
  Registry registry;
  register_everything(registry, settings);

  Document document;
  try {
    document = load_document(options.source, settings, !options.no_verify_tls, {});
  } catch (const InvalidSource& error) {
    log_problem(options, error.diagnostic());
    return report(options, {.problems = {error.diagnostic()}}, nullptr);
  }
  notify(settings, FlowEvent::kValidateStarted, document.root, {}, registry.module_host());

  Json secrets;
  Findings findings{.problems = find_all_problems(options, document.root, registry, secrets)};
  // If validation stops at the first problem, warnings would only distract from it.
  if (options.all || findings.problems.empty()) {
    findings.warnings = find_all_warnings(global, settings, document, registry, secrets);
    merge_warnings(findings.warnings, findings.problems);
    remove_reported_keys(findings.warnings, findings.problems);
  }
  if (options.strict) findings.of_warnings = Severity::kFatalWarning;
  const std::vector<Diagnostic> problems = findings.fatal();
  if (problems.empty()) {
    notify(settings, FlowEvent::kValidateCompleted, document.root, {}, registry.module_host());
    log::info("experiment syntax and semantic look valid");
  } else {
    notify(settings, FlowEvent::kValidateFailed, document.root,
           FlowError{.kind = problems.front().kind, .message = problems.front().message},
           registry.module_host());
    for (const auto& problem : findings.problems)
      log_problem(options, problem, &document);
    if (findings.of_warnings != Severity::kWarning) {
      for (const auto& warning : findings.warnings)
        log_problem(options, warning, &document, findings.of_warnings);
    }
  }
  return report(options, findings, &document);
}

}  // namespace

void add_validate_command(CLI::App& app, Invocation& invocation) {
  auto options = std::make_shared<ValidateOptions>();
  CLI::App* command =
      app.add_subcommand("validate", "Check an experiment for problems and likely mistakes.");
  command->footer("Example: chaos validate --all experiment.yaml");
  command->add_option("SOURCE", options->source, "A .json, .yaml or .yml file, or an HTTP(S) URL.")
      ->required();
  command->add_flag("--no-verify-tls", options->no_verify_tls, "Do not verify TLS certificates.")
      ->disable_flag_override();
  command->add_flag("--all", options->all, "Report every problem, not only the first.")
      ->disable_flag_override();
  command
      ->add_flag("--schema", options->schema,
                 "Also check it against the JSON Schema, which is stricter.")
      ->disable_flag_override();
  command->add_flag("--strict", options->strict, "Treat warnings as errors.")
      ->disable_flag_override();
  allow_only(*command->add_option("--format", options->format, "The output format."),
             {"text", "json"});
  command->callback([options, &invocation] {
    invocation.command = [options, &invocation] { return validate(invocation.global, *options); };
  });
}

}  // namespace chaos::cli
