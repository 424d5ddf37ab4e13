#include "experiment/pages/lists.h"
#include "experiment/pages/routes.h"
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

constexpr int kShown = 10;

Html section(const char* title, const Html& content) {
  return html("<section><h2>{}</h2>\n{}</section>\n", title, content);
}

Response overview(const Parts& parts, const Request& request, const Caller& caller) {
  const Home home = home_of(request);
  const std::string team = web::team_path(request);
  const auto running = parts.executions.list(home, {.status = "running", .limit = kShown});
  Html body;
  if (!running.empty())
    body += section("Running now", execution_table("Executions that are running", running, team));
  body += section(
      "Recent executions",
      execution_table("Recent executions", parts.executions.list(home, {.limit = kShown}), team));
  body += section(
      "Recent experiments",
      experiment_table("Recent experiments", parts.store.experiments(home, "", kShown), team));
  return web::page_response(caller, {.title = caller.team_name,
                                     .context = caller.organization_name,
                                     .crumbs = web::team_crumbs(request, caller),
                                     .tabs = web::team_tabs(request, ""),
                                     .body = body});
}

}  // namespace

void add_overview_page(http::Router& router, const Parts& parts) {
  router.add({"GET",
              kTeamPages,
              {Callers::kPeople, Need::kTeamViewer},
              [parts](const Request& request, const Caller& caller) {
                return overview(parts, request, caller);
              }});
}

}  // namespace chaos::hub::experiment
