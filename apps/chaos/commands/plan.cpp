#include "plan/plan.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "cli.h"
#include "diagnostics.h"
#include "exit_code.h"
#include "plan/experiment_options.h"
#include "plan/plan_text.h"
#include "usage_error.h"

namespace chaos::cli {
namespace {

struct PlanOptions {
  ExperimentOptions experiment;
  std::string format = "text";
};

int plan(const GlobalOptions& global, const PlanOptions& options) {
  const PlannedExperiment planned(global, options.experiment);
  const plan::Plan plan = plan::make_plan(planned.request());
  const Document* document = &planned.document();
  if (options.format == "json")
    fmt::print("{}\n", to_json_text(plan_as_json(plan, document), 2));
  else if (options.format == "markdown")
    fmt::print("{}", plan_as_markdown(plan, document));
  else
    fmt::print("{}", plan_as_text(plan, document, layout_of_stdout()));
  return plan.problems.empty() ? kSuccess : kFailure;
}

}  // namespace

void add_plan_command(CLI::App& app, Invocation& invocation) {
  auto options = std::make_shared<PlanOptions>();
  CLI::App* command =
      app.add_subcommand("plan", "Show what a run would do, step by step, and execute nothing.");
  command->footer("Example: chaos plan --format markdown experiment.yaml");
  options->experiment.add_to(*command);
  allow_only(*command->add_option("--format", options->format, "The output format."),
             {"text", "json", "markdown"});
  command->callback([options, &invocation] {
    invocation.command = [options, &invocation] { return plan(invocation.global, *options); };
  });
}

}  // namespace chaos::cli
