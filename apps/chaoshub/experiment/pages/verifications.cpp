#include "experiment/pages/routes.h"
#include "http/pagination.h"
#include "http/problem.h"
#include "report/members.h"
#include "web/layout.h"
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

std::string path_of(const Request& request) {
  return web::team_path(request) + "/verifications";
}

Response list(const Parts& parts, const Request& request, const Caller& caller) {
  const auto page = http::page_of(request);
  const auto found =
      parts.verification_store.verifications(home_of(request), page.before, page.limit);
  const auto make = [&](const Verification& verification) -> web::Row {
    return {html("<a href=\"{}/{}\">{}</a>", path_of(request), web::path_part(verification.id),
                 verification.title),
            web::time_of(verification.created)};
  };
  const Html content = found.empty()
                           ? html("<p>None yet: <code>chaos verify</code> puts them here.</p>\n")
                           : web::table({.caption = "Verifications, the latest first",
                                         .columns = {"Verification", "Known since"},
                                         .rows = web::rows_of(found, make)});
  return web::page_response(caller, {.title = "Verifications",
                                     .crumbs = web::team_crumbs(request, caller),
                                     .tabs = web::team_tabs(request, web::TeamTab::kVerifications),
                                     .body = html("<section>{}{}</section>\n", content,
                                                  web::older(request, page, found))});
}

Html status_pill(const VerificationRun& run) {
  if (run.is_running()) return web::pill("live", "● running");
  if (run.status == "completed") return web::pill("ok", "✓ completed");
  if (run.status == "failed") return web::pill("bad", "✕ failed");
  return web::pill("warn", "! " + run.status);
}

/// The counts of samples, whatever they are called.
Html results_of(const VerificationRun& run) {
  const Json results = Json::parse(run.results, nullptr, false);
  if (!results.is_object()) return html("–");
  Html rows;
  for (const auto& [name, value] : results.items())
    rows += html("<dt>{}</dt><dd>{}</dd>\n", name, report::text_of(value));
  return html("<dl class=\"members\">{}</dl>", rows);
}

web::Row run_row(const Request& request, const VerificationRun& run) {
  return {status_pill(run),
          html("<a href=\"{}/executions/{}\">{}</a>", web::team_path(request), run.execution,
               web::time_of(run.started)),
          web::time_of(run.ended), results_of(run)};
}

Response show(const Parts& parts, const Request& request, const Caller& caller) {
  const Verification verification =
      parts.verifications.verification(home_of(request), request.parameter("verification"));
  const auto page = http::page_of(request);
  const auto runs = parts.verifications.runs(verification, page.before, page.limit);
  auto crumbs = web::team_crumbs(request, caller);
  crumbs.push_back({"Verifications", path_of(request)});
  const Html body = html(
      "<p>Of the experiment <a href=\"{}/experiments/{}\">{}</a>, known since {}.</p>\n"
      "<p>Run it: <code>chaos verify {}/assets/verifications/{}.json</code></p>\n"
      "<section><h2>Runs</h2>\n{}{}</section>\n",
      web::team_path(request), verification.experiment, verification.title,
      web::time_of(verification.created), request.base_url, web::path_part(verification.id),
      web::table({.caption = "Runs, the latest first",
                  .columns = {"Status", "Started", "Ended", "Samples"},
                  .heading = 1,
                  .rows = web::rows_of(
                      runs, [&](const VerificationRun& run) { return run_row(request, run); })}),
      web::older(request, page, runs));
  return web::page_response(caller, {.title = verification.title,
                                     .crumbs = crumbs,
                                     .tabs = web::team_tabs(request, web::TeamTab::kVerifications),
                                     .body = body});
}

}  // namespace

void add_verification_pages(http::Router& router, const Parts& parts) {
  const std::string all = kTeamPages + "/verifications";
  router.add({"GET",
              all,
              {Callers::kPeople, Need::kTeamViewer},
              [parts](const Request& request, const Caller& caller) {
                return list(parts, request, caller);
              }});
  router.add({"GET",
              all + "/{verification}",
              {Callers::kPeople, Need::kTeamViewer},
              [parts](const Request& request, const Caller& caller) {
                return show(parts, request, caller);
              }});
}

}  // namespace chaos::hub::experiment
