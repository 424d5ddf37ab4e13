#include <fmt/format.h>

#include "experiment/list_query.h"
#include "experiment/pages/execution_sections.h"
#include "experiment/pages/lists.h"
#include "experiment/pages/routes.h"
#include "http/pagination.h"
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
using web::Html;
using web::html;
using Need = http::Access::Need;

web::FilterForm filter_form(const Parts& parts, const Request& request) {
  const Home home = home_of(request);
  std::vector<web::Choice> outcomes = {{"", "Any"}};
  for (const ExecutionOutcome outcome : kExecutionOutcomes)
    outcomes.push_back({std::string(to_text(outcome)), std::string(label_of(outcome))});
  web::FilterForm form(request, web::team_path(request) + "/executions");
  form.hidden("experiment_id")
      .hidden("status")
      .search("Search")
      .select("outcome", "Outcome", outcomes)
      .select("sort", "Sort",
              {{"", "Newest first"}, {"oldest", "Oldest first"}, {"longest", "Longest first"}})
      .more()
      .suggest("tag", "Tag", parts.store.tags(home))
      .suggest("person", "Run by", parts.store.people(home))
      .date("from", "From (UTC)")
      .date("to", "To (UTC)");
  return form;
}

/// Of which experiment the list is, when it is of one only.
Html of_experiment(const Parts& parts, const Request& request, const std::string& id) {
  if (id.empty()) return {};
  const Experiment experiment = parts.library.find(home_of(request), id);
  const std::string team = web::team_path(request);
  return html("<p>Showing executions of <a href=\"{}/experiments/{}\">{}</a>.</p>\n",
              web::team_path(request), experiment.id, web::name(experiment.title));
}

Response list(const Parts& parts, const Request& request, const Caller& caller) {
  const ExecutionFilter filter = execution_filter_of(request);
  const Home home = home_of(request);
  const auto listing = parts.executions.page(home, filter);
  const auto total = total_of(listing, [&] { return parts.executions.count(home, filter); });
  const auto form = filter_form(parts, request);
  const bool by_time = filter.order == ExecutionOrder::kNewest;
  const Html body = html(
      "<section>{}{}{}{}</section>\n", form.done(),
      of_experiment(parts, request, filter.experiment),
      execution_table("Executions", listing.entries, web::team_path(request),
                      form.is_used() ? "No executions match this filter." : "No executions yet."),
      web::list_pages(
          http::neighbours(request, listing), web::counted(total, "execution", "executions"),
          by_time ? web::PageWords() : web::PageWords{.previous = "Previous", .next = "Next"}));
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
