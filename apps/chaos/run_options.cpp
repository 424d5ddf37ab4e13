#include "run_options.h"

#include <fmt/format.h>

#include "context/duration.h"
#include "help.h"
#include "usage_error.h"

namespace chaos::cli {
namespace {

double read_duration(const char* option, const std::string& text) {
  const auto seconds = duration_from_text(text);
  if (seconds && *seconds > 0) return *seconds;
  throw CLI::ValidationError(
      option, fmt::format("'{}' is not a duration: write e.g. 90s, 30m or 1h30m", text));
}

}  // namespace

void add_source_format(CLI::App& command, std::optional<Document::Format>& format) {
  allow_only(*command.add_option_function<std::string>(
                 "--source-format",
                 [&format](const std::string& name) {
                   format = name == "json" ? Document::Format::kJson : Document::Format::kYaml;
                 },
                 "The format of SOURCE. [default: by its extension or, for a pipe, its content]"),
             {"json", "yaml"});
}

void RunOptions::add_to(CLI::App& command) {
  add_inputs_to(command);
  add_hypothesis_to(command);
  add_ending_to(command);
  allow_only(*command
                  .add_option_function<std::string>(
                      "--exit-codes",
                      [this](const std::string& kind) { detailed_exit_codes = kind == "detailed"; },
                      "classic: 0 or 1; detailed: one code per outcome.")
                  ->group(kOutputGroup),
             {"classic", "detailed"});
}

void RunOptions::add_inputs_to(CLI::App& command) {
  variables.add_to(command);
  command.add_option("--control-file", control_files, "Load controls (.json, .yaml). Repeatable.")
      ->take_all()
      ->allow_extra_args(false)
      ->type_name(kFile);
  add_source_format(command, source_format);
  allow_only(*command.add_option("--dry", dry, "Dry run: do not execute these."),
             {"probes", "actions", "activities", "pause"});
  command
      .add_option_function<std::string>(
          "--wait", [this](const std::string& text) { wait = read_duration("--wait", text); },
          "Wait this long for a resource that is in use.")
      ->type_name("DURATION");
  command.add_flag("--no-verify-tls", no_verify_tls, "Do not verify TLS certificates.")
      ->disable_flag_override();
  auto* unchecked = command
                        .add_flag("--no-validation", no_validation,
                                  "Do not validate the experiment before running it.")
                        ->disable_flag_override();
  command.add_flag("--strict", strict, "Treat warnings as errors.")
      ->disable_flag_override()
      ->excludes(unchecked);
}

void RunOptions::add_hypothesis_to(CLI::App& command) {
  constexpr const char* kGroup = "Steady-state hypothesis";
  CLI::Option& strategy = *command
                               .add_option("--hypothesis-strategy", hypothesis_strategy,
                                           "When to check the hypothesis.")
                               ->group(kGroup);
  allow_only(strategy, {"default", "before-method-only", "after-method-only", "during-method-only",
                        "continuously", "continously"});
  // The reference's old misspelling is accepted, but not shown.
  strategy.type_name(
      "[default|before-method-only|after-method-only|during-method-only|continuously]");
  require_number(*command
                      .add_option("--hypothesis-frequency", hypothesis_frequency,
                                  "Seconds between checks during the method.")
                      ->type_name("SECONDS")
                      ->group(kGroup));
  command.add_flag("--fail-fast", fail_fast, "Stop at the first failed check during the method.")
      ->disable_flag_override()
      ->group(kGroup);
  command
      .add_flag("--check-after-rollbacks", check_after_rollbacks,
                "Check the hypothesis again after the rollbacks.")
      ->disable_flag_override()
      ->group(kGroup);
}

void RunOptions::add_ending_to(CLI::App& command) {
  constexpr const char* kGroup = "Rolling back";
  allow_only(*command
                  .add_option("--rollback-strategy", rollback_strategy,
                              "When to play rollbacks. default: unless the run failed or was "
                              "interrupted; deviated: only after a deviation.")
                  ->group(kGroup),
             {"default", "always", "never", "deviated"});
  command
      .add_option_function<std::string>(
          "--deadline",
          [this](const std::string& text) { deadline = read_duration("--deadline", text); },
          "Stop and roll back after, e.g., 90s, 30m or 1h30m.")
      ->type_name("DURATION")
      ->group(kGroup);
  command.add_flag("--no-watchdog", no_watchdog, "Do not roll back if the run is killed.")
      ->disable_flag_override()
      ->group(kGroup);
}

void RunOptions::add_reports_to(CLI::App& command) {
  const auto read = [this](const std::vector<std::string>& texts) {
    for (const auto& text : texts) {
      try {
        reports.push_back(report::read_destination(text));
      } catch (const report::ReportError& error) {
        throw CLI::ValidationError("--report", error.what());
      }
    }
  };
  command.add_option("--problems-file", problems_file)->group("");
  command
      .add_option_function<std::vector<std::string>>(
          "--report", read,
          "Write a report: .html, .md, .xml (JUnit), or .json. Or give FORMAT:FILE. Repeatable.")
      ->take_all()
      ->allow_extra_args(false)
      ->type_name(kFile)
      ->group(kOutputGroup);
}

std::vector<std::string> RunOptions::as_arguments() const {
  std::vector<std::string> arguments;
  const auto add = [&](const char* option, const std::string& value) {
    arguments.insert(arguments.end(), {option, value});
  };
  const auto add_flag = [&](const char* option, bool given) {
    if (given) arguments.emplace_back(option);
  };
  if (source_format)
    add("--source-format", *source_format == Document::Format::kJson ? "json" : "yaml");
  if (dry) add("--dry", *dry);
  add_flag("--no-validation", no_validation);
  add_flag("--strict", strict);
  add_flag("--no-verify-tls", no_verify_tls);
  if (rollback_strategy) add("--rollback-strategy", *rollback_strategy);
  for (const auto& variable : variables.variables)
    add("--var", variable);
  for (const auto& file : variables.files)
    add("--var-file", file);
  for (const auto& file : control_files)
    add("--control-file", file);
  if (hypothesis_strategy) add("--hypothesis-strategy", *hypothesis_strategy);
  add("--hypothesis-frequency", fmt::format("{}", hypothesis_frequency));
  add_flag("--fail-fast", fail_fast);
  add_flag("--check-after-rollbacks", check_after_rollbacks);
  if (deadline) add("--deadline", fmt::format("{}", *deadline));
  if (wait) add("--wait", fmt::format("{}", *wait));
  add_flag("--no-watchdog", no_watchdog);
  return arguments;
}

}  // namespace chaos::cli
