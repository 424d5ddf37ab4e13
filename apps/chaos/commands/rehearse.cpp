#include <fmt/format.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli.h"
#include "diagnostics.h"
#include "document/loader.h"
#include "exit_code.h"
#include "help.h"
#include "log/log.h"
#include "os/clock.h"
#include "plan/experiment_options.h"
#include "rehearsal/rehearsal.h"
#include "rehearsal/rehearsal_text.h"
#include "run/own_record.h"
#include "usage_error.h"

namespace chaos::cli {
namespace {

struct RehearseOptions {
  ExperimentOptions experiment;
  std::string journal;
  bool fail_fast = false;
  std::string format = "text";
};

std::optional<Document> read_journal(const RehearseOptions& options, const Json& settings) {
  if (options.journal.empty()) return std::nullopt;
  require_file("--from", options.journal);
  Document journal = load_document(options.journal, settings, true, {});
  const Json* run = find(own_record(journal.root), "run");
  if (run != nullptr && run->is_array()) return journal;
  throw UsageError(fmt::format(
      "Invalid value for '--from': '{}' is not the journal of a run: it has no list \"run\"",
      options.journal));
}

/// These problems would end a run before it changes anything, so there is nothing to rehearse.
int refuse(const std::vector<Diagnostic>& problems, const PlannedExperiment& planned,
           const RehearseOptions& options) {
  const Document& document = planned.document();
  for (const auto& problem : problems)
    log::error(problem.message);
  if (options.format == "json") {
    fmt::print("{}\n", to_json_text({{"source", planned.request().source},
                                     {"valid", false},
                                     {"problems", diagnostics_as_json(problems, &document)}},
                                    2));
  } else {
    for (const auto& problem : problems)
      show(problem, &document);
  }
  return kFailure;
}

int rehearse(const GlobalOptions& global, const RehearseOptions& options) {
  const PlannedExperiment planned(global, options.experiment);
  const plan::Request& request = planned.request();
  const auto journal = read_journal(options, planned.settings());
  if (const auto problems = plan::problems_of(request); !problems.empty())
    return refuse(problems, planned, options);
  const os::Stopwatch stopwatch;
  const rehearsal::Rehearsal rehearsal =
      rehearsal::rehearse({.experiment = request.experiment,
                           .registry = request.registry,
                           .settings = planned.settings(),
                           .overrides = request.overrides,
                           .strategies = request.strategies,
                           .schedule = {.frequency_seconds = request.hypothesis_frequency,
                                        .fail_fast = options.fail_fast},
                           .dry = request.dry,
                           .journal = journal ? &journal->root : nullptr});
  if (options.format == "json") {
    fmt::print("{}\n", to_json_text(rehearsal_as_json(rehearsal, request.source), 2));
  } else {
    fmt::print("{}", rehearsal_as_text(rehearsal, request.source, stopwatch.seconds() * 1000,
                                       layout_of_stdout()));
  }
  return rehearsal.leaves_something() ? kFailure : kSuccess;
}

}  // namespace

void add_rehearse_command(CLI::App& app, Invocation& invocation) {
  auto options = std::make_shared<RehearseOptions>();
  CLI::App* command = app.add_subcommand(
      "rehearse", "Simulate runs that fail or are killed, and show what stays broken.");
  command->footer("Example: chaos rehearse --rollback-strategy always experiment.yaml");
  options->experiment.add_to(*command);
  command
      ->add_flag("--fail-fast", options->fail_fast,
                 "Stop at the first failed check during the method.")
      ->disable_flag_override();
  command->add_option("--from", options->journal, "Use the answers recorded in this journal.")
      ->type_name(kFile);
  allow_only(*command->add_option("--format", options->format, "The output format."),
             {"text", "json"});
  command->callback([options, &invocation] {
    invocation.command = [options, &invocation] { return rehearse(invocation.global, *options); };
  });
}

}  // namespace chaos::cli
