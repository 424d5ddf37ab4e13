#include <fmt/format.h>

#include <algorithm>

#include "experiment/list_query.h"
#include "experiment/pages/badge.h"
#include "experiment/pages/content.h"
#include "experiment/pages/experiment_parts.h"
#include "experiment/pages/lists.h"
#include "experiment/pages/result_strip.h"
#include "experiment/pages/routes.h"
#include "http/pagination.h"
#include "report/times.h"
#include "web/filter_form.h"
#include "web/forms.h"
#include "web/layout.h"
#include "web/parts.h"
#include "web/paths.h"

namespace chaos::hub::experiment {
namespace {

using http::Caller;
using http::Callers;
using http::Request;
using http::Response;
using web::Form;
using web::Html;
using web::html;
using Need = http::Access::Need;

constexpr int kExecutions = 20;
constexpr int kVersions = 50;
constexpr int kResults = 60;

Response list(const ExperimentModel& model, const Request& request, const Caller& caller) {
  const ExperimentFilter filter = experiment_filter_of(request);
  const TeamRef team_ref = team_ref_of(request);
  const auto listing = model.catalog.page(team_ref, filter);
  const auto total = total_of(listing, [&] { return model.catalog.count(team_ref, filter); });
  web::FilterForm form(request, web::team_path(request) + "/experiments");
  form.search("Search")
      .suggest("tag", "Tag", model.store.tags(team_ref))
      .select("sort", "Sort",
              {{"", "Newest first"}, {"changed", "Last changed first"}, {"title", "By title"}});
  const Html list = listing.entries.empty() && form.is_used()
                        ? html("<p>No experiments match this filter.</p>\n")
                        : experiment_table(model.statistics, "Experiments", listing.entries,
                                           web::team_path(request));
  const bool by_time = filter.order != ExperimentOrder::kTitle;
  const Html body = html(
      "<section>{}{}{}</section>\n", form.done(), list,
      web::list_pages(
          http::neighbours(request, listing), web::counted(total, "experiment", "experiments"),
          by_time ? web::PageWords() : web::PageWords{.previous = "Previous", .next = "Next"}));
  return web::page_response(caller, {.title = "Experiments",
                                     .context = caller.team_name,
                                     .crumbs = web::team_crumbs(request, caller),
                                     .tabs = web::team_tabs(request, "/experiments"),
                                     .body = body});
}

/// Whether the caller may not approve the current version because they published it.
bool is_kept_from_approving(const ExperimentModel& model, const Caller& caller,
                            const Experiment& experiment) {
  if (!model.safeguards.keeps_authors_from_approving(experiment)) return false;
  const auto version = model.store.version(experiment.id, experiment.version);
  return version && version->author == caller.principal.account;
}

Html approval(const ExperimentModel& model, const Request& request, const Caller& caller,
              const Experiment& experiment) {
  const auto approval = model.safeguards.approval(experiment);
  const std::string path = path_of(request, experiment) + "/approval";
  const bool is_owner = caller.team_role >= Role::kOwner;
  if (approval)
    return html("{} by {}\n{}", web::pill("ok", "✓ Approved"), web::name(approval->by),
                is_owner ? Form("withdraw", path + "/withdraw", caller)
                               .done("Withdraw approval", Form::Look::kLink)
                         : Html());
  const Html state = html("{}\n", web::pill("none", "– Not approved"));
  if (!is_owner) return state;
  if (is_kept_from_approving(model, caller, experiment))
    return html(
        "{}<p class=\"note\">You published this version: another owner has to approve "
        "it.</p>\n",
        state);
  return html("{}{}", state,
              Form("approve", path, caller)
                  .hidden("version", std::to_string(experiment.version))
                  .done(fmt::format("Approve version {}", experiment.version)));
}

/// A stand-in for its next execution, for the safeguards to judge.
Execution next_execution(const Experiment& experiment) {
  const Time now = std::chrono::system_clock::now();
  return {.id = "~",  // sorts after all running executions
          .experiment = experiment.id,
          .team_ref = experiment.team_ref,
          .title = experiment.title,
          .status = "running",
          .tags = experiment.tags,
          .author = {},
          .author_name = {},
          .started = now,
          .ended = {},
          .last_seen = now,
          .document = {}};
}

std::string start_of(const Execution& execution) {
  return report::date_and_time(
      std::chrono::time_point_cast<std::chrono::microseconds>(execution.started));
}

Html edit_link(const Request& request, const Caller& caller, const Experiment& experiment) {
  if (caller.team_role < Role::kMember) return {};
  return html("<p><a class=\"button\" href=\"{}/edit\">Edit</a></p>\n",
              path_of(request, experiment));
}

Html facts(const ExperimentModel& model, const Request& request, const Caller& caller,
           const Experiment& experiment) {
  const std::string document = fmt::format("/api/v1{}/document", path_of(request, experiment));
  return html(
      "<section>{}<dl class=\"facts\">\n<div><dt>Version</dt><dd>{}</dd></div>\n<div><dt>Published"
      "</dt><dd>{}</dd></div>\n<div><dt>Changed</dt><dd>{}</dd></div>\n{}<div><dt>Document</dt><dd>"
      "<a "
      "href=\"{}\">JSON</a></dd></div>\n<div><dt>Approval</dt><dd>{}</dd></div></dl>\n"
      "<p>Run it: <code>chaos run {}/assets/experiments/{}.json</code></p>{}</section>\n",
      tag_list(experiment.tags), experiment.version, web::time_of(experiment.created),
      web::time_of(experiment.changed),
      experiment.source.empty()
          ? Html()
          : html("<div><dt>Loaded from</dt><dd>{}</dd></div>\n", experiment.source),
      document, approval(model, request, caller, experiment), request.base_url, experiment.id,
      edit_link(request, caller, experiment));
}

Html changes_link(const std::string& path, int version) {
  if (version == 1) return {};
  return html("<a href=\"{}/changes?from={}&amp;to={}\">Since version {}</a>", path, version - 1,
              version, version - 1);
}

Html version_section(const ExperimentModel& model, const Request& request,
                     const Experiment& experiment) {
  const auto versions = model.store.versions(experiment.id, 0, kVersions);
  const std::string path = path_of(request, experiment);
  return html("<section><h2>Versions</h2>\n{}</section>\n",
              web::table({.caption = "Versions, newest first",
                          .columns = {"Version", "By", "Published", "Changes"},
                          .rows = web::rows_of(versions, [&](const Version& version) -> web::Row {
                            return {html("<a href=\"{}/versions/{}\">Version {}</a>", path,
                                         version.number, version.number),
                                    web::name(version.author_name), web::time_of(version.created),
                                    changes_link(path, version.number)};
                          })}));
}

/// The safeguards that apply to its executions, and their current verdict.
Html safeguard_section(const ExperimentModel& model, const Request& request,
                       const Experiment& experiment) {
  const Execution next = next_execution(experiment);
  const auto objections = model.safeguards.objections(next);
  std::vector<web::Row> rows;
  for (const Safeguard& safeguard : model.safeguards.of(experiment.team_ref)) {
    if (!safeguard.enabled) continue;
    if (!safeguard.experiment.empty() && safeguard.experiment != experiment.id) continue;
    const auto objection = std::ranges::find(objections, safeguard.id,
                                             [](const Objection& one) { return one.safeguard.id; });
    rows.push_back({web::name(safeguard.name),
                    html("{}", safeguard.experiment.empty() ? "All experiments" : "This one only"),
                    objection == objections.end() ? web::pill("ok", "✓ Allows")
                                                  : html("{} {}", web::pill("bad", "✕ Blocks"),
                                                         web::name(objection->reason))});
  }
  const std::string path = web::team_path(request) + "/safeguards";
  if (rows.empty())
    return html(
        "<section><h2>Safeguards</h2>\n<p>No safeguard applies to this experiment. <a "
        "href=\"{}\">Add one</a></p></section>\n",
        path);
  return html(
      "<section><h2>Safeguards</h2>\n{}<p><a href=\"{}\">Change safeguards</a></p></section>\n",
      web::table({.caption = "Safeguards that apply to this experiment",
                  .columns = {"Safeguard", "Applies to", "Now"},
                  .rows = rows}),
      path);
}

Html compare_form(const std::vector<Execution>& executions, const std::string& team) {
  if (executions.size() < 2) return {};
  const auto select = [&](const char* name, const char* label, std::size_t chosen) {
    Html options;
    for (std::size_t i = 0; i < executions.size(); ++i)
      options += html("<option value=\"{}\"{}>{}, {}</option>", executions[i].id,
                      i == chosen ? html(" selected") : Html(), start_of(executions[i]),
                      label_of(executions[i].outcome));
    return html("<p><label for=\"{}\">{}</label><select id=\"{}\" name=\"{}\">{}</select></p>",
                name, label, name, name, options);
  };
  return html(
      "<form class=\"filter\" id=\"compare\" method=\"get\" "
      "action=\"{}/executions/compare\">\n{}{}<p "
      "class=\"submit\"><button>Compare</button></p></form>\n",
      team, select("first", "Compare", 1), select("second", "With", 0));
}

Html result_section(const ExperimentModel& model, const Experiment& experiment,
                    const std::string& team) {
  const auto executions = model.executions.list(
      experiment.team_ref, {.experiment = experiment.id, .limit = kExecutions});
  const auto results = model.statistics.latest_results(experiment.id, kResults);
  return html(
      "<section><h2>Results over time</h2>\n{}{}</section>\n<section><h2>Recent executions</h2>\n"
      "{}{}<p><a href=\"{}/executions?experiment_id={}\">All executions</a></p></section>\n",
      result_strip(results), duration_chart(results, team),
      execution_table("Recent executions", executions, team), compare_form(executions, team), team,
      experiment.id);
}

Response show(const ExperimentModel& model, const Request& request, const Caller& caller) {
  const Experiment experiment = experiment_of(model, request);
  Html body = facts(model, request, caller, experiment);
  body += result_section(model, experiment, web::team_path(request));
  body += safeguard_section(model, request, experiment);
  const auto document = document_of(model, experiment, experiment.version);
  body += document ? content_of(*document)
                   : html("<section><p>The document is too long to show.</p></section>\n");
  body += version_section(model, request, experiment);
  body += badge_section(model, request, caller, experiment);
  return web::page_response(caller, {.title = experiment.title,
                                     .context = "Experiment",
                                     .crumbs = experiment_crumbs(request, caller),
                                     .tabs = web::team_tabs(request, "/experiments"),
                                     .body = body});
}

Response approve(const ExperimentModel& model, const Request& request, const Caller& caller) {
  const Experiment experiment = experiment_of(model, request);
  model.safeguards.approve(author_of(caller), experiment.team_ref, experiment.id,
                           web::shown_version(web::fields_of(request)));
  return http::see_other(path_of(request, experiment));
}

}  // namespace

void add_experiment_pages(http::Router& router, const ExperimentModel& model) {
  const std::string all = kTeamPages + "/experiments";
  const std::string one = all + "/{experiment}";
  const http::Access viewers{Callers::kPeople, Need::kTeamViewer};
  router.add({"GET", all, viewers, [model](const Request& request, const Caller& caller) {
                return list(model, request, caller);
              }});
  router.add({"GET", one, viewers, [model](const Request& request, const Caller& caller) {
                return show(model, request, caller);
              }});
  router.add({"POST",
              one + "/approval/withdraw",
              {Callers::kPeople, Need::kTeamOwner, Scope::kAdmin},
              [model](const Request& request, const Caller& caller) {
                const Experiment experiment = experiment_of(model, request);
                model.safeguards.withdraw_approval(author_of(caller), experiment.team_ref,
                                                   experiment.id);
                return http::see_other(path_of(request, experiment));
              }});
  router.add({"POST",
              one + "/approval",
              {Callers::kPeople, Need::kTeamOwner, Scope::kAdmin},
              [model](const Request& request, const Caller& caller) {
                return approve(model, request, caller);
              }});
}

}  // namespace chaos::hub::experiment
