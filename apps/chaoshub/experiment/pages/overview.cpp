#include <fmt/format.h>

#include <algorithm>

#include "experiment/pages/lists.h"
#include "experiment/pages/onboarding.h"
#include "experiment/pages/result_strip.h"
#include "experiment/pages/routes.h"
#include "web/layout.h"
#include "web/numbers.h"
#include "web/outcome_badge.h"
#include "web/parts.h"
#include "web/paths.h"

namespace chaos::hub::experiment {
namespace {

using http::Caller;
using http::Callers;
using http::Request;
using http::Response;
using web::Html;
using web::html;
using Need = http::Access::Need;

constexpr int kShown = 10;
constexpr int kResults = 20;

Html section(const char* title, const Html& content) {
  return html("<section><h2>{}</h2>\n{}</section>\n", title, content);
}

Html running_tile(const TeamNumbers& numbers, const std::string& team) {
  return web::number_tile(
      "Running now",
      html("<a href=\"{}/executions?outcome=running\">{}</a>", team, numbers.running),
      numbers.no_news == 0 ? Html()
                           : html("<a href=\"{}/executions?outcome=no-news\">{} without news</a>",
                                  team, numbers.no_news),
      numbers.running > 0 ? "live" : "");
}

Html failed_tile(const TeamNumbers& numbers) {
  const int deviated = numbers.day.of(ExecutionOutcome::kDeviated);
  const int failed = numbers.day.of(ExecutionOutcome::kFailed);
  return web::number_tile("Failed, 24 hours", html("{}", deviated + failed),
                          html("{} deviated, {} failed", deviated, failed),
                          deviated + failed > 0 ? "bad" : "");
}

Html pass_tile(const char* label, const OutcomeCounts& counts) {
  return web::number_tile(label, html("{}", web::percent(counts.pass_rate())),
                          html("{}{}", web::outcome_bar(counts), web::pass_words(counts)));
}

Html approval_tile(const TeamNumbers& numbers) {
  if (numbers.awaiting_approval == 0) return {};
  return web::number_tile("Waiting for approval", html("{}", numbers.awaiting_approval),
                          html("<a href=\"#approval\">Experiments</a>"), "warn");
}

Html budget_tile(const BudgetUse& budget) {
  const auto words = fmt::format("of {} allowed {} in {} {}", budget.allowed,
                                 budget.allowed == 1 ? "failure" : "failures", budget.hours,
                                 budget.hours == 1 ? "hour" : "hours");
  const char* look = budget.spent > budget.allowed    ? "bad"
                     : budget.spent == budget.allowed ? "warn"
                                                      : "";
  return web::number_tile(
      budget.safeguard.name, html("{}", budget.spent),
      html("<meter min=\"0\" max=\"{}\" low=\"{}\" high=\"{}\" optimum=\"0\" value=\"{}\" "
           "aria-label=\"{}\"></meter>{}",
           budget.allowed + 1, budget.allowed, budget.allowed, budget.spent,
           fmt::format("{} {}", budget.spent, words), words),
      look);
}

Html blocks_section(const ExperimentModel& model, const TeamRef& team_ref,
                    const std::string& team) {
  const auto blocks = model.numbers.blocks(team_ref);
  if (blocks.empty()) return {};
  const Html items = web::each(blocks, [&](const Objection& block) {
    const auto experiment = model.store.experiment(team_ref, block.safeguard.experiment);
    const Html scope = experiment
                           ? html(" <small>(only <a href=\"{}/experiments/{}\">{}</a>)</small>",
                                  team, experiment->id, web::name(experiment->title))
                           : Html();
    return html("<li>{}{}</li>\n", objection_words(block), scope);
  });
  return html(
      "<section class=\"blocked\"><h2>Blocked now</h2>\n<ul>{}</ul>\n<p><a "
      "href=\"{}/safeguards\">Safeguards</a></p></section>\n",
      items, team);
}

Html approval_section(const ExperimentModel& model, const TeamRef& team_ref,
                      const std::string& team) {
  const auto waiting = model.numbers.awaiting_approval(team_ref, kShown);
  if (waiting.empty()) return {};
  return html("<section id=\"approval\"><h2>Waiting for approval</h2>\n<ul>{}</ul></section>\n",
              web::each(waiting, [&](const Experiment& experiment) {
                return html(
                    "<li><a href=\"{}/experiments/{}\">{}</a>, version {} <small>{}</small>"
                    "</li>\n",
                    team, experiment.id, web::name(experiment.title), experiment.version,
                    web::time_ago(experiment.changed));
              }));
}

/// Executions that deviated or failed within a day, newest first.
std::vector<Execution> failed_since_yesterday(const ExperimentModel& model,
                                              const TeamRef& team_ref) {
  const Time yesterday = std::chrono::system_clock::now() - std::chrono::days(1);
  std::vector<Execution> all;
  for (const auto outcome : {ExecutionOutcome::kDeviated, ExecutionOutcome::kFailed}) {
    auto some = model.executions.list(
        team_ref, {.outcome = outcome, .started_since = yesterday, .limit = kShown});
    std::ranges::move(some, std::back_inserter(all));
  }
  std::ranges::sort(all, std::ranges::greater{}, &Execution::started);
  if (all.size() > kShown) all.resize(kShown);
  return all;
}

Html experiments_section(const ExperimentModel& model, const TeamRef& team_ref,
                         const std::string& team) {
  const auto experiments = model.statistics.active_experiments(team_ref, kShown);
  if (experiments.empty()) return {};
  const auto rows = web::rows_of(experiments, [&](const Experiment& experiment) -> web::Row {
    const auto results = model.statistics.latest_results(experiment.id, kResults);
    return {html("<a href=\"{}/experiments/{}\">{}</a>", team, experiment.id,
                 web::name(experiment.title)),
            result_strip(results),
            results.empty() ? Html() : web::outcome_badge(results.back().outcome),
            results.empty() ? Html() : web::time_ago(results.back().started)};
  });
  return section("Experiments",
                 web::table({.caption = "Experiments, most recently run first",
                             .columns = {"Experiment", "Last 20 results", "Latest", "Last run"},
                             .rows = rows}) +
                     html("<p><a href=\"{}/experiments\">All experiments</a></p>", team));
}

/// Events that change the page.
constexpr const char* kNews = "starting-experiment experiment-finished";

Response overview(const ExperimentModel& model, const Request& request, const Caller& caller) {
  const TeamRef team_ref = team_ref_of(request);
  const std::string team = web::team_path(request);
  const TeamNumbers numbers = model.numbers.of(team_ref);
  Html body = html("<dl class=\"numbers\">\n{}{}{}{}{}{}</dl>\n", running_tile(numbers, team),
                   failed_tile(numbers), pass_tile("Pass rate, 7 days", numbers.week),
                   pass_tile("Pass rate, 30 days", numbers.month),
                   web::each(model.numbers.budgets(team_ref), budget_tile), approval_tile(numbers));
  body += blocks_section(model, team_ref, team);
  const auto recent = model.executions.list(team_ref, {.limit = kShown});
  if (recent.empty()) body += onboarding_card(request, caller);
  const auto running =
      model.executions.list(team_ref, {.outcome = ExecutionOutcome::kRunning, .limit = kShown});
  if (!running.empty())
    body += section("Running now", execution_table("Executions that are running", running, team));
  const auto failed = failed_since_yesterday(model, team_ref);
  if (!failed.empty())
    body += section("Failed in the last 24 hours",
                    execution_table("Executions that deviated or failed", failed, team));
  body += approval_section(model, team_ref, team);
  body += experiments_section(model, team_ref, team);
  body += section("Recent executions",
                  execution_table("Recent executions", recent, team) +
                      html("<p><a href=\"{}/executions\">All executions</a></p>", team));
  return web::page_response(
      caller, {.title = caller.team_name,
               .context = caller.organization_name,
               .crumbs = web::team_crumbs(request, caller),
               .tabs = web::team_tabs(request, ""),
               .body = html("<div id=\"live\" data-team=\"/api/v1{}/live\" data-execution=\"\" "
                            "data-events=\"{}\">\n{}</div>\n",
                            team, kNews, body)});
}

}  // namespace

void add_overview_page(http::Router& router, const ExperimentModel& model) {
  router.add({"GET",
              kTeamPages,
              {Callers::kPeople, Need::kTeamViewer},
              [model](const Request& request, const Caller& caller) {
                return overview(model, request, caller);
              }});
}

}  // namespace chaos::hub::experiment
