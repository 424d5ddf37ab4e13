/// Two executions side by side.

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "experiment/kept_journal.h"
#include "experiment/pages/diff_table.h"
#include "experiment/pages/routes.h"
#include "http/problem.h"
#include "report/members.h"
#include "report/summary.h"
#include "report/times.h"
#include "web/forms.h"
#include "web/layout.h"
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

/// An execution and its journal; none if it is too long or not valid JSON.
struct Side {
  Execution execution;
  std::optional<Json> journal;
  std::optional<report::Summary> summary;
};

Side side_of(const ExperimentModel& model, const Request& request, const char* name) {
  const std::string id = web::field(request.query, name);
  const TeamRef team_ref = team_ref_of(request);
  Side side{.execution = model.executions.find(team_ref, id), .journal = {}, .summary = {}};
  side.journal =
      whole_journal(kept_journal(model.store, [&] { return model.executions.find(team_ref, id); }));
  return side;
}

std::string duration_of(const std::optional<double>& seconds) {
  return seconds ? report::human_duration(*seconds) : "–";
}

std::optional<double> length_of(const Execution& execution) {
  if (!execution.ended) return std::nullopt;
  return std::chrono::duration<double>(*execution.ended - execution.started).count();
}

Html head_of(const Side& side, const std::string& team) {
  return html("<a href=\"{}/executions/{}\">{}</a>", team, side.execution.id,
              web::name(side.execution.title));
}

Html tags_of(const Side& side) {
  std::string all;
  for (const std::string& tag : side.execution.tags)
    all += (all.empty() ? "" : ", ") + tag;
  return html("{}", all.empty() ? "–" : all);
}

Html facts(const Side& first, const Side& second, const std::string& team) {
  const auto row = [](const char* name, const Html& one, const Html& other) -> web::Row {
    return {html("{}", name), one, other};
  };
  return web::table({.caption = "The two executions",
                     .columns = {"Property", "First", "Second"},
                     .rows = {row("Experiment", head_of(first, team), head_of(second, team)),
                              row("Outcome", web::outcome_badge(first.execution.outcome),
                                  web::outcome_badge(second.execution.outcome)),
                              row("Started", web::time_of(first.execution.started),
                                  web::time_of(second.execution.started)),
                              row("Duration", html("{}", duration_of(length_of(first.execution))),
                                  html("{}", duration_of(length_of(second.execution)))),
                              row("Run by", web::name(first.execution.author_name),
                                  web::name(second.execution.author_name)),
                              row("Tags", tags_of(first), tags_of(second))}});
}

/// Identifies a step by its phase, its name, and how often that name occurred earlier in the phase.
struct StepKey {
  report::Phase phase;
  std::string name;
  int occurrence;

  auto operator<=>(const StepKey&) const = default;
};

struct StepPair {
  StepKey key;
  const report::Activity* first = nullptr;
  const report::Activity* second = nullptr;
};

/// Adds the activities of one side next to the matching ones of the other.
void add_steps(std::vector<StepPair>& pairs, const report::Summary& summary,
               const report::Activity* StepPair::*side) {
  for (const report::Phase phase : report::kPhases) {
    if (phase == report::Phase::kDuring) continue;  // the same probes again and again
    std::map<std::string, int> seen;
    for (const report::Activity& activity : summary.phase(phase).activities) {
      const StepKey key{phase, activity.name, seen[activity.name]++};
      const auto found = std::ranges::find(pairs, key, &StepPair::key);
      StepPair& pair = found == pairs.end() ? pairs.emplace_back(StepPair{.key = key}) : *found;
      pair.*side = &activity;
    }
  }
  std::ranges::stable_sort(pairs, {}, [](const StepPair& pair) { return pair.key.phase; });
}

Html step_cell(const report::Activity* activity) {
  if (activity == nullptr) return html("–");
  return html("{} <span class=\"nowrap\">{}</span>", report::to_string(activity->outcome),
              duration_of(activity->seconds));
}

Html steps(const Side& first, const Side& second) {
  std::vector<StepPair> pairs;
  add_steps(pairs, *first.summary, &StepPair::first);
  add_steps(pairs, *second.summary, &StepPair::second);
  if (pairs.empty()) return {};
  const auto rows = web::rows_of(pairs, [](const StepPair& pair) -> web::Row {
    return {web::name(pair.key.name), html("{}", report::title_of(pair.key.phase)),
            step_cell(pair.first), step_cell(pair.second)};
  });
  return html("<section><h2>Steps</h2>\n{}</section>\n",
              web::table({.caption = "The steps of both executions",
                          .columns = {"Step", "Phase", "First", "Second"},
                          .rows = rows}));
}

/// Without the hub's own notes, which are about the execution.
Json written_by_people(const Json& experiment) {
  Json rest = experiment;
  if (!rest.is_object() || !rest.contains("extensions")) return rest;
  Json& extensions = rest["extensions"];
  if (!extensions.is_array()) return rest;
  std::erase_if(extensions.get_ref<Json::array_t&>(), [](const Json& extension) {
    return report::member(extension, "name") == "chaosiq";
  });
  if (extensions.empty()) rest.erase("extensions");
  return rest;
}

Response compare(const ExperimentModel& model, const Request& request, const Caller& caller) {
  Side first = side_of(model, request, "first");
  Side second = side_of(model, request, "second");
  for (Side* side : {&first, &second})
    if (side->journal) side->summary = report::summarize(*side->journal, "");
  Html body = html("<section>{}</section>\n", facts(first, second, web::team_path(request)));
  if (first.summary && second.summary) {
    body += steps(first, second);
    body += html("<section><h2>Differences between the experiments</h2>\n{}</section>\n",
                 diff_table(written_by_people(first.summary->experiment()),
                            written_by_people(second.summary->experiment())));
  } else {
    body += html("<section><p>The journals are too long to compare.</p></section>\n");
  }
  auto crumbs = web::team_crumbs(request, caller);
  crumbs.push_back({"Executions", web::team_path(request) + "/executions"});
  return web::page_response(caller, {.title = "Compare executions",
                                     .context = first.execution.title,
                                     .crumbs = crumbs,
                                     .tabs = web::team_tabs(request, "/executions"),
                                     .body = body});
}

}  // namespace

void add_comparison_page(http::Router& router, const ExperimentModel& model) {
  router.add({"GET",
              kTeamPages + "/executions/compare",
              {Callers::kPeople, Need::kTeamViewer},
              [model](const Request& request, const Caller& caller) {
                return compare(model, request, caller);
              }});
}

}  // namespace chaos::hub::experiment
