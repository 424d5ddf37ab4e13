/// The versions of an experiment: their content, and the difference between two.

#include <fmt/format.h>

#include "experiment/pages/content.h"
#include "experiment/pages/diff_table.h"
#include "experiment/pages/experiment_parts.h"
#include "experiment/pages/routes.h"
#include "web/forms.h"
#include "web/layout.h"
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

constexpr int kVersions = 200;

Response show_version(const ExperimentModel& model, const Request& request, const Caller& caller) {
  const Experiment experiment = experiment_of(model, request);
  const int number = version_number(request.parameter("version"));
  const auto document = document_of(model, experiment, number);
  const Html changes =
      number > 1 ? html(
                       "<p><a href=\"{}/changes?from={}&amp;to={}\">Changes since version {}</a>"
                       "</p>\n",
                       path_of(request, experiment), number - 1, number, number - 1)
                 : Html();
  return web::page_response(
      caller,
      {.title = fmt::format("{}, version {}", experiment.title, number),
       .crumbs = experiment_crumbs(request, caller, experiment),
       .tabs = web::team_tabs(request, "/experiments"),
       .body = changes + (document ? content_of(*document)
                                   : html("<section><p>The document is too long to show.</p>"
                                          "</section>\n"))});
}

Html version_select(const char* name, const char* label, const std::vector<Version>& versions,
                    int chosen) {
  return html("<p><label for=\"{}\">{}</label><select id=\"{}\" name=\"{}\">{}</select></p>\n",
              name, label, name, name, web::each(versions, [&](const Version& version) {
                return html("<option value=\"{}\"{}>Version {}</option>", version.number,
                            version.number == chosen ? html(" selected") : Html(), version.number);
              }));
}

Response show_changes(const ExperimentModel& model, const Request& request, const Caller& caller) {
  const Experiment experiment = experiment_of(model, request);
  const std::string to_text = web::field(request.query, "to");
  const std::string from_text = web::field(request.query, "from");
  const int to = to_text.empty() ? experiment.version : version_number(to_text);
  const int from = from_text.empty() ? std::max(to - 1, 1) : version_number(from_text);
  const auto before = document_of(model, experiment, from);
  const auto after = document_of(model, experiment, to);
  const auto versions = model.store.versions(experiment.id, 0, kVersions);
  const Html form = html(
      "<form class=\"filter\" method=\"get\" action=\"{}/changes\">\n{}{}<p "
      "class=\"submit\"><button>Compare</button></p></form>\n",
      path_of(request, experiment), version_select("from", "From", versions, from),
      version_select("to", "To", versions, to));
  const Html changes = before && after ? diff_table(*before, *after)
                                       : html("<p>The documents are too long to compare.</p>\n");
  return web::page_response(caller, {.title = fmt::format("{}: changes from version {} to {}",
                                                          experiment.title, from, to),
                                     .crumbs = experiment_crumbs(request, caller, experiment),
                                     .tabs = web::team_tabs(request, "/experiments"),
                                     .body = html("<section>{}{}</section>\n", form, changes)});
}

}  // namespace

void add_version_pages(http::Router& router, const ExperimentModel& model) {
  const std::string one = kTeamPages + "/experiments/{experiment}";
  const http::Access viewers{Callers::kPeople, Need::kTeamViewer};
  router.add({"GET", one + "/versions/{version}", viewers,
              [model](const Request& request, const Caller& caller) {
                return show_version(model, request, caller);
              }});
  router.add(
      {"GET", one + "/changes", viewers, [model](const Request& request, const Caller& caller) {
         return show_changes(model, request, caller);
       }});
}

}  // namespace chaos::hub::experiment
