#include "plan/plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <stop_token>

#include "context/secrets.h"
#include "experiment/experiment.h"
#include "experiment/findings.h"
#include "experiment/guard_validation.h"
#include "experiment/validation.h"
#include "log/muted.h"
#include "plan/endings.h"
#include "plan/steps.h"
#include "plan/times.h"
#include "plan/values.h"
#include "plan/warnings.h"
#include "run/found_check.h"

namespace chaos::plan {
namespace {

/// Validation resolves the secrets, but a plan never contacts a vault.
Json unread(const Json& /*declaration*/, const Json& /*configuration*/, std::stop_token) {
  return {};
}

/// Overrides may replace values that need no resolution in the experiment, so validation would not
/// check them otherwise.
Json with_overrides(const Request& request) {
  Json experiment = request.experiment;
  Json* configuration = find(experiment, "configuration");
  if (configuration == nullptr || !configuration->is_object()) return experiment;
  for (auto& [name, value] : configuration->items()) {
    if (const Json* given = find(request.overrides.configuration, name)) value = *given;
  }
  return experiment;
}

/// The safeguards of the settings apply to every run.
std::vector<Diagnostic> problems_of_settings(const Request& request) {
  Findings findings(Findings::Mode::kCollect);
  if (const Json* safeguards = find(request.settings, "safeguards"))
    validate_safeguards(*safeguards, kSafeguardsOfSettings, request.registry, findings);
  return findings.problems();
}

/// The document of the experiment does not contain what they are about.
Diagnostic in_settings(Diagnostic problem) {
  const std::string pointer = problem.pointer.substr(problem.pointer.find('/'));
  problem.message = fmt::format("{} ({} in the settings)", problem.message, pointer);
  problem.pointer.clear();
  return problem;
}

void add_controls(std::vector<std::string>& names, const Json& holder) {
  const Json* controls = find(holder, "controls");
  if (controls == nullptr || !controls->is_array()) return;
  for (const auto& control : *controls) {
    const Json* name = find(control, "name");
    std::string text = name != nullptr ? python_str(*name) : "a control without a name";
    if (std::ranges::find(names, text) == names.end()) names.push_back(std::move(text));
  }
}

std::string title_of(const Json& experiment) {
  const Json* title = find(experiment, "title");
  return title != nullptr ? python_str(*title) : std::string();
}

}  // namespace

std::vector<std::string> controls_of(const Json& experiment) {
  std::vector<std::string> names;
  add_controls(names, experiment);
  if (const Json* hypothesis = hypothesis_of(experiment)) add_controls(names, *hypothesis);
  for_each_activity(experiment, [&names](const Json& activity, const std::string&) {
    add_controls(names, activity);
  });
  return names;
}

const Step* Plan::step(const std::string& pointer) const {
  for (const auto& part : parts) {
    for (const auto& one : part.steps)
      if (one.pointer == pointer) return &one;
  }
  return nullptr;
}

std::vector<Diagnostic> problems_of(const Request& request) {
  const log::Muted muted;
  return find_problems(with_overrides(request),
                       {.registry = request.registry, .read_vault = &unread, .stop = {}});
}

Plan make_plan(const Request& request) {
  const log::Muted muted;
  Plan plan{.title = title_of(request.experiment),
            .source = request.source,
            .strategies = request.strategies,
            .dry = request.dry};
  plan.problems = problems_of(request);
  if (!request.experiment.is_object()) return plan;
  std::vector<Diagnostic> problems = plan.problems;
  for (const auto& problem : problems_of_settings(request)) {
    problems.push_back(problem);
    plan.problems.push_back(in_settings(problem));
  }
  KnownValues known = known_values(request);
  const bool after_rollbacks = plan.problems.empty() && wants_hypothesis_after_rollbacks(
                                                            request.settings, request.experiment);
  plan.parts = parts_of(request, known, problems, after_rollbacks);
  plan.controls = controls_of(request.experiment);
  plan.endings = endings_of(request);
  const bool is_valid = plan.problems.empty();
  plan.times = times_of(
      plan, is_valid ? deadline_plan({}, request.experiment, request.settings) : std::nullopt,
      after_rollbacks, request.has_global_controls || !plan.controls.empty());
  plan.warnings = warnings_of(request, known, plan);
  plan.values = std::move(known.listed);
  return plan;
}

}  // namespace chaos::plan
