#include <fmt/format.h>

#include <charconv>

#include "experiment/kept_document.h"
#include "experiment/pages/content.h"
#include "experiment/pages/lists.h"
#include "experiment/pages/routes.h"
#include "http/pagination.h"
#include "http/problem.h"
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

constexpr int kExecutions = 10;
constexpr int kVersions = 50;

Experiment experiment_of(const Parts& parts, const Request& request) {
  return parts.library.find(home_of(request), request.parameter("experiment"));
}

std::string path_of(const Request& request, const Experiment& experiment) {
  return web::team_path(request) + "/experiments/" + experiment.id;
}

std::vector<web::Crumb> crumbs_of(const Request& request, const Caller& caller) {
  auto crumbs = web::team_crumbs(request, caller);
  crumbs.push_back({"Experiments", web::team_path(request) + "/experiments"});
  return crumbs;
}

Response list(const Parts& parts, const Request& request, const Caller& caller) {
  const auto page = http::page_of(request);
  const auto experiments = parts.store.experiments(home_of(request), page.before, page.limit);
  const Html body =
      html("<section>{}{}</section>\n",
           experiment_table("Experiments, the latest first", experiments, web::team_path(request)),
           web::older(request, page, experiments));
  return web::page_response(caller, {.title = "Experiments",
                                     .context = caller.team_name,
                                     .crumbs = web::team_crumbs(request, caller),
                                     .tabs = web::team_tabs(request, "/experiments"),
                                     .body = body});
}

Html approval(const Parts& parts, const Request& request, const Caller& caller,
              const Experiment& experiment) {
  const auto approver = parts.safeguards.approver(experiment);
  Html state = approver ? html("{} by {}\n", web::pill("ok", "✓ Approved"), *approver)
                        : html("{}\n", web::pill("none", "– Not approved"));
  if (!approver && caller.team_role >= Role::kOwner)
    state += Form("approve", path_of(request, experiment) + "/approval", caller)
                 .hidden("version", std::to_string(experiment.version))
                 .done(fmt::format("Approve\u00a0version\u00a0{}", experiment.version));
  return state;
}

Html facts(const Parts& parts, const Request& request, const Caller& caller,
           const Experiment& experiment) {
  const std::string document = fmt::format("/api/v1{}/document", path_of(request, experiment));
  return html(
      "<section>{}<dl class=\"facts\">\n<div><dt>Version</dt><dd>{}</dd></div>\n<div><dt>Published"
      "</dt><dd>{}</dd></div>\n<div><dt>Changed</dt><dd>{}</dd></div>\n{}<div><dt>Document</dt><dd>"
      "<a "
      "href=\"{}\">JSON</a></dd></div>\n<div><dt>Approval</dt><dd>{}</dd></div></dl>\n"
      "<p>Run it: <code>chaos run {}/assets/experiments/{}.json</code></p></section>\n",
      tag_list(experiment.tags), experiment.version, web::time_of(experiment.created),
      web::time_of(experiment.changed),
      experiment.source.empty()
          ? Html()
          : html("<div><dt>Loaded from</dt><dd>{}</dd></div>\n", experiment.source),
      document, approval(parts, request, caller, experiment), request.base_url, experiment.id);
}

Html version_section(const Parts& parts, const Request& request, const Experiment& experiment) {
  const auto versions = parts.store.versions(experiment.id, 0, kVersions);
  const std::string path = path_of(request, experiment);
  return html("<section><h2>Versions</h2>\n{}</section>\n",
              web::table({.caption = "Versions, the latest first",
                          .columns = {"Version", "By", "Published"},
                          .rows = web::rows_of(versions, [&](const Version& version) -> web::Row {
                            return {html("<a href=\"{}/versions/{}\">Version {}</a>", path,
                                         version.number, version.number),
                                    html("{}", version.author_name), web::time_of(version.created)};
                          })}));
}

Html content_section(const Parts& parts, const Experiment& experiment, int number) {
  const auto version = parts.store.version(experiment.id, number);
  if (!version) throw http::not_found();
  const auto document = kept_document(parts.store, version->document);
  if (!document) return html("<section><p>The document is too long to be shown.</p></section>\n");
  return content_of(*document);
}

Response show(const Parts& parts, const Request& request, const Caller& caller) {
  const Experiment experiment = experiment_of(parts, request);
  const std::string team = web::team_path(request);
  const auto executions =
      parts.executions.list(experiment.home, {.experiment = experiment.id, .limit = kExecutions});
  Html body = facts(parts, request, caller, experiment);
  body += html(
      "<section><h2>Recent executions</h2>\n{}<p><a href=\"{}/executions?experiment_id={}\">All "
      "executions</a></p></section>\n",
      execution_table("Recent executions", executions, team), team, experiment.id);
  body += content_section(parts, experiment, experiment.version);
  body += version_section(parts, request, experiment);
  return web::page_response(caller, {.title = experiment.title,
                                     .crumbs = crumbs_of(request, caller),
                                     .tabs = web::team_tabs(request, "/experiments"),
                                     .body = body});
}

Response show_version(const Parts& parts, const Request& request, const Caller& caller) {
  const Experiment experiment = experiment_of(parts, request);
  const std::string& text = request.parameter("version");
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) throw http::not_found();
  auto crumbs = crumbs_of(request, caller);
  crumbs.push_back({experiment.title, path_of(request, experiment)});
  return web::page_response(caller,
                            {.title = fmt::format("{}, version {}", experiment.title, number),
                             .crumbs = crumbs,
                             .tabs = web::team_tabs(request, "/experiments"),
                             .body = content_section(parts, experiment, number)});
}

Response approve(const Parts& parts, const Request& request, const Caller& caller) {
  const Experiment experiment = experiment_of(parts, request);
  parts.safeguards.approve(author_of(caller), experiment.home, experiment.id,
                           web::shown_version(web::fields_of(request)));
  return http::see_other(path_of(request, experiment));
}

}  // namespace

void add_experiment_pages(http::Router& router, const Parts& parts) {
  const std::string all = kTeamPages + "/experiments";
  const std::string one = all + "/{experiment}";
  const http::Access viewers{Callers::kPeople, Need::kTeamViewer};
  router.add({"GET", all, viewers, [parts](const Request& request, const Caller& caller) {
                return list(parts, request, caller);
              }});
  router.add({"GET", one, viewers, [parts](const Request& request, const Caller& caller) {
                return show(parts, request, caller);
              }});
  router.add({"GET", one + "/versions/{version}", viewers,
              [parts](const Request& request, const Caller& caller) {
                return show_version(parts, request, caller);
              }});
  router.add({"POST",
              one + "/approval",
              {Callers::kPeople, Need::kTeamOwner, Scope::kAdmin},
              [parts](const Request& request, const Caller& caller) {
                return approve(parts, request, caller);
              }});
}

}  // namespace chaos::hub::experiment
