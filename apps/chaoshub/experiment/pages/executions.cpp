#include <fmt/format.h>

#include "experiment/pages/execution_sections.h"
#include "experiment/pages/lists.h"
#include "experiment/pages/routes.h"
#include "http/pagination.h"
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
using web::Html;
using web::html;
using Need = http::Access::Need;

bool is_narrowed(const ExecutionFilter& filter) {
  return !filter.experiment.empty() || !filter.status.empty() || filter.outcome.has_value();
}

Html filter_form(const Request& request, const ExecutionFilter& filter) {
  const Html options = web::each(kExecutionOutcomes, [&](ExecutionOutcome outcome) {
    return html("<option value=\"{}\"{}>{}</option>", to_text(outcome),
                filter.outcome == outcome ? html(" selected") : Html(), label_of(outcome));
  });
  return html(
      "<form class=\"filter\" method=\"get\" action=\"{}/executions\"><label for=\"outcome\">"
      "Outcome</label><select id=\"outcome\" name=\"outcome\"><option value=\"\">Any</option>{}"
      "</select>{}<button>Filter</button></form>\n",
      web::team_path(request), options,
      filter.experiment.empty()
          ? Html()
          : html("<input type=\"hidden\" name=\"experiment_id\" value=\"{}\">", filter.experiment));
}

/// Of which experiment the list is, when it is of one only.
Html of_experiment(const Parts& parts, const Request& request, const std::string& id) {
  if (id.empty()) return {};
  const Experiment experiment = parts.library.find(home_of(request), id);
  const std::string team = web::team_path(request);
  return html(
      "<p>Showing executions of <a href=\"{}/experiments/{}\">{}</a>. <a "
      "href=\"{}/executions\">Clear filter</a></p>\n",
      team, experiment.id, web::name(experiment.title), team);
}

Response list(const Parts& parts, const Request& request, const Caller& caller) {
  const auto page = http::page_of(request);
  const ExecutionFilter filter{.experiment = web::field(request.query, "experiment_id"),
                               .status = web::field(request.query, "status"),
                               .outcome = outcome_in(request),
                               .before = page.before,
                               .limit = page.limit};
  const auto executions = parts.executions.list(home_of(request), filter);
  const Html body =
      html("<section>{}{}{}{}</section>\n", filter_form(request, filter),
           of_experiment(parts, request, filter.experiment),
           execution_table(
               "Executions, the latest first", executions, web::team_path(request),
               is_narrowed(filter) ? "No executions match this filter." : "No executions yet."),
           web::older(request, page, executions));
  return web::page_response(caller, {.title = "Executions",
                                     .context = caller.team_name,
                                     .crumbs = web::team_crumbs(request, caller),
                                     .tabs = web::team_tabs(request, "/executions"),
                                     .body = body});
}

Response show(const Parts& parts, const Request& request, const Caller& caller) {
  const Execution execution =
      parts.executions.find(home_of(request), request.parameter("execution"));
  auto crumbs = web::team_crumbs(request, caller);
  crumbs.push_back({"Executions", web::team_path(request) + "/executions"});
  return web::page_response(
      caller, {.title = fmt::format("{}: {}", label_of(execution.outcome), execution.title),
               .crumbs = crumbs,
               .tabs = web::team_tabs(request, "/executions"),
               .body = execution.ended ? ended_sections(parts, execution)
                                       : running_sections(parts, caller, execution),
               .has_heading = true});
}

Response close(const Parts& parts, const Request& request, const Caller& caller) {
  const Execution execution =
      parts.executions.find(home_of(request), request.parameter("execution"));
  parts.executions.close_silent(author_of(caller), execution);
  return http::see_other(web::team_path(request) + "/executions/" + execution.id);
}

Response stop(const Parts& parts, const Request& request, const Caller& caller) {
  const Execution execution =
      parts.executions.find(home_of(request), request.parameter("execution"));
  const auto fields = web::fields_of(request);
  parts.executions.stop(author_of(caller), execution, web::field(fields, "reason"),
                        web::is_yes(web::field(fields, kRollBack)));
  return http::see_other(web::team_path(request) + "/executions/" + execution.id);
}

}  // namespace

void add_execution_pages(http::Router& router, const Parts& parts) {
  const std::string all = kTeamPages + "/executions";
  router.add({"GET",
              all,
              {Callers::kPeople, Need::kTeamViewer},
              [parts](const Request& request, const Caller& caller) {
                return list(parts, request, caller);
              }});
  // Clients print this address.
  router.add({"GET",
              all + "/{execution}",
              {Callers::kPeople, Need::kTeamViewer},
              [parts](const Request& request, const Caller& caller) {
                return show(parts, request, caller);
              }});
  router.add({"POST",
              all + "/{execution}/close",
              {Callers::kPeople, Need::kTeamMember, Scope::kWrite},
              [parts](const Request& request, const Caller& caller) {
                return close(parts, request, caller);
              }});
  router.add({"POST",
              all + "/{execution}/stop",
              {Callers::kPeople, Need::kTeamMember, Scope::kWrite},
              [parts](const Request& request, const Caller& caller) {
                return stop(parts, request, caller);
              }});
}

}  // namespace chaos::hub::experiment
