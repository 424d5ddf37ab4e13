#include <memory>

#include "cli.h"
#include "experiment_run.h"
#include "help.h"
#include "suite/suite.h"
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

/// Whether the options ask for more than one experiment.
bool is_suite(const CLI::App& command, const SuiteOptions& options) {
  for (const char* option : {"--journal-dir", "--jobs", "--tag", "--fail-fast-suite"})
    if (command.count(option) > 0) return true;
  return options.sources.size() > 1 || is_collective(options.sources.front());
}

int run(const CLI::App& command, const GlobalOptions& global, RunCommand& options) {
  if (!is_suite(command, options.suite)) {
    options.run.source = options.suite.sources.front();
    return ExperimentRun(global, options.run).execute();
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
                   "A .json, .yaml or .yml file, or an HTTP(S) URL. For several experiments: more "
                   "sources, a directory, or a quoted pattern.")
      ->required();
  command->add_option("--journal-path", options->run.journal_path, "Where to save the journal.")
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
