#include <algorithm>
#include <memory>

#include "cli.h"
#include "experiment_run.h"
#include "github.h"
#include "help.h"
#include "os/write_target.h"
#include "run_files.h"
#include "suite/suite.h"
#include "unstarted_run.h"
#include "usage_error.h"

namespace chaos::cli {
namespace {

struct RunCommand {
  RunOptions run;
  SuiteOptions suite;
};

constexpr const char* kSuiteGroup = "Several experiments";

void add_suite_options(CLI::App& command, SuiteOptions& options) {
  command
      .add_option("--journal-dir", options.journal_directory, "Where to save journals and logs.")
      ->capture_default_str()
      ->type_name(kDirectory)
      ->group(kSuiteGroup);
  command.add_option("--jobs", options.jobs, "How many to run at once, at most 1000.")
      ->capture_default_str()
      ->check(CLI::Range(1, 1000).description(""))
      ->type_name("N")
      ->group(kSuiteGroup);
  command.add_option("--tag", options.tags, "Run only experiments with this tag. Repeatable.")
      ->take_all()
      ->allow_extra_args(false)
      ->type_name("TAG")
      ->group(kSuiteGroup);
  command
      .add_flag("--fail-fast-suite", options.fail_fast,
                "Skip the rest after one fails or deviates.")
      ->disable_flag_override()
      ->group(kSuiteGroup);
}

/// The files that a run reads, apart from those that the experiment names.
std::vector<NamedFile> inputs_of(const GlobalOptions& global, const RunOptions& options) {
  std::vector<NamedFile> inputs = {{.role = "the experiment", .path = options.source}};
  const auto add = [&inputs](const char* role, const std::vector<std::string>& paths) {
    for (const auto& path : paths)
      inputs.push_back({.role = role, .path = path});
  };
  add("--var-file", options.variables.files);
  add("--control-file", options.control_files);
  if (global.settings_given) add("--settings", {global.settings});
  return inputs;
}

/// Whether the options ask for more than one experiment.
bool is_suite(const CLI::App& command, const SuiteOptions& options) {
  for (const char* option : {"--journal-dir", "--jobs", "--tag", "--fail-fast-suite"})
    if (command.count(option) > 0) return true;
  return options.sources.size() > 1 || is_collective(options.sources.front());
}

int run_one(const GlobalOptions& global, RunOptions& options) {
  std::vector<NamedFile> outputs = files_of(options.reports);
  outputs.insert(outputs.begin(), {.role = "--journal-path", .path = options.journal_path});
  refuse_shared_files(inputs_of(global, options), outputs);
  prepare_reports(options.reports);
  if (options.journal_path == os::kStandardOutput) options.journal_path = "/dev/stdout";
  ExperimentRun run(global, options);
  return execute_with_reports(run, options);
}

bool writes_to_standard_output(const RunOptions& options) {
  const auto is_standard = [](const report::Destination& destination) {
    return destination.path == os::kStandardOutput;
  };
  return options.journal_path == os::kStandardOutput ||
         std::ranges::any_of(options.reports, is_standard);
}

int run(const CLI::App& command, const GlobalOptions& global, RunCommand& options) {
  if (writes_to_standard_output(options.run)) annotate_on_standard_error();
  if (!is_suite(command, options.suite)) {
    options.run.source = options.suite.sources.front();
    return run_one(global, options.run);
  }
  if (command.count("--journal-path") > 0) {
    throw UsageError(
        "each experiment has its own journal: use --journal-dir instead of --journal-path");
  }
  return Suite(global, options.run, options.suite).execute();
}

}  // namespace

void add_run_command(CLI::App& app, Invocation& invocation) {
  auto options = std::make_shared<RunCommand>();
  CLI::App* command = app.add_subcommand("run", "Run one or more experiments.");
  command->footer("Example: chaos run --rollback-strategy always experiment.json");
  command
      ->add_option("SOURCE", options->suite.sources,
                   "A .json, .yaml or .yml file, - for standard input, or an HTTP(S) URL. For "
                   "several experiments: more sources, a directory, or a quoted pattern.")
      ->required();
  command
      ->add_option("--journal-path", options->run.journal_path,
                   "Where to save the journal; - is standard output.")
      ->capture_default_str()
      ->type_name(kFile);
  options->run.add_to(*command);
  options->run.add_reports_to(*command);
  options->run.display.add_to(*command);
  add_suite_options(*command, options->suite);
  command->callback([options, command, &invocation] {
    invocation.command = [options, command, &invocation] {
      return run(*command, invocation.global, *options);
    };
  });
}

}  // namespace chaos::cli
