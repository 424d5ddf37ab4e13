#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iterator>
#include <memory>
#include <optional>
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
#include "log/count_text.h"
#include "log/log.h"
#include "run_options.h"
#include "schema/schema.h"
#include "suite/sources.h"
#include "usage_error.h"
#include "warnings.h"

namespace chaos::cli {
namespace {

struct ValidateOptions {
  std::vector<std::string> sources;
  std::optional<Document::Format> source_format = {};
  bool no_verify_tls = false;
  bool all = false;
  bool schema = false;
  bool strict = false;
  std::string format = "text";
};

/// The results of the validation of one experiment. Warnings leave an experiment valid unless they
/// count as errors.
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

Json as_json(const std::string& source, const Findings& findings, const Document* document) {
  Json all = diagnostics_as_json(findings.problems, document);
  for (auto& warning : diagnostics_as_json(findings.warnings, document, findings.of_warnings))
    all.push_back(std::move(warning));
  return {{"source", source}, {"valid", findings.fatal().empty()}, {"problems", std::move(all)}};
}

void show_all(const Findings& findings, const Document* document) {
  for (const auto& problem : findings.problems)
    show(problem, document);
  for (const auto& warning : findings.warnings)
    show(warning, document, findings.of_warnings);
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
  if (options.schema) {
    const auto more = schema_problems(experiment, "experiment");
    problems.insert(problems.end(), more.begin(), more.end());
  }
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

/// Validates experiments one after the other, and shows what it finds in each after its log, or at
/// the end as JSON on standard output.
class Validation {
 public:
  Validation(const GlobalOptions& global, const ValidateOptions& options)
      : global_(global), options_(options), settings_(load_settings(global.settings)) {
    register_everything(registry_, settings_);
  }

  int execute() {
    const std::vector<std::string> sources = this->sources();
    for (const auto& source : sources) {
      if (sources.size() > 1) log::info(fmt::format("Validating '{}'", source));
      validate(source);
    }
    if (options_.format == "json") print(sources.size() == 1 ? reports_.front() : reports_);
    if (sources.size() > 1) say_totals(sources.size());
    return invalid_ == 0 ? kSuccess : kFailure;
  }

 private:
  std::vector<std::string> sources() const {
    const auto& named = options_.sources;
    if (named.size() == 1 && !is_collective(named.front())) return named;
    const SourceOptions how{.format = options_.source_format,
                            .verify_tls = !options_.no_verify_tls};
    std::vector<std::string> sources;
    for (const auto& entry : find_experiments(named, how, settings_, {}))
      sources.push_back(entry.source);
    return sources;
  }

  void validate(const std::string& source) {
    Document document;
    try {
      document =
          load_document(source, settings_, !options_.no_verify_tls, {}, options_.source_format);
    } catch (const InvalidSource& error) {
      log::error(error.what());
      return report(source, {.problems = {error.diagnostic()}}, nullptr);
    }
    notify(settings_, FlowEvent::kValidateStarted, document.root, {}, registry_.module_host());
    const Findings findings = find(document);
    tell_verdict(document, findings.fatal());
    report(source, findings, &document);
  }

  Findings find(const Document& document) const {
    Json secrets;
    Findings findings{.problems = find_all_problems(options_, document.root, registry_, secrets)};
    // If validation stops at the first problem, warnings would only distract from it.
    if (options_.all || findings.problems.empty()) {
      findings.warnings = find_all_warnings(global_, settings_, document, registry_, secrets);
      remove_reported_keys(findings.warnings, findings.problems);
    }
    if (options_.strict) findings.of_warnings = Severity::kFatalWarning;
    return findings;
  }

  void tell_verdict(const Document& document, const std::vector<Diagnostic>& problems) const {
    if (problems.empty()) {
      notify(settings_, FlowEvent::kValidateCompleted, document.root, {}, registry_.module_host());
      return log::info("experiment syntax and semantic look valid");
    }
    notify(settings_, FlowEvent::kValidateFailed, document.root,
           FlowError{.kind = problems.front().kind, .message = problems.front().message},
           registry_.module_host());
    for (const auto& problem : problems)
      log::error(problem.message);
  }

  void report(const std::string& source, const Findings& findings, const Document* document) {
    if (!findings.fatal().empty()) ++invalid_;
    if (options_.format == "json")
      reports_.push_back(as_json(source, findings, document));
    else
      show_all(findings, document);
  }

  static void print(const Json& json) { fmt::print("{}\n", to_json_text(json, 2)); }

  void say_totals(std::size_t count) const {
    const std::string text =
        fmt::format("{}: {} valid, {} invalid", count_text(count, "experiment", "experiments"),
                    count - invalid_, invalid_);
    invalid_ == 0 ? log::info(text) : log::error(text);
  }

  const GlobalOptions& global_;
  const ValidateOptions& options_;
  const Json settings_;
  Registry registry_;
  Json reports_ = Json::array();
  std::size_t invalid_ = 0;
};

}  // namespace

void add_validate_command(CLI::App& app, Invocation& invocation) {
  auto options = std::make_shared<ValidateOptions>();
  CLI::App* command =
      app.add_subcommand("validate", "Check experiments for problems and likely mistakes.");
  command->footer("Example: chaos validate --all experiment.yaml");
  command
      ->add_option(
          "SOURCE", options->sources,
          "A .json, .yaml or .yml file, - for standard input, an HTTP(S) URL, a directory, "
          "or a quoted pattern. Repeatable.")
      ->required();
  add_source_format(*command, options->source_format);
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
    invocation.command = [options, &invocation] {
      return Validation(invocation.global, *options).execute();
    };
  });
}

}  // namespace chaos::cli
