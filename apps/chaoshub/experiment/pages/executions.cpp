#include <fmt/format.h>

#include <algorithm>

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

constexpr int kMostOffered = 200;  // experiments to filter by

/// The team's experiments by title; of many, those that were run last. `chosen` is always there.
std::vector<web::Choice> experiment_choices(const Parts& parts, const Home& home,
                                            const std::string& chosen) {
  const auto listing =
      parts.library.page(home, {.order = ExperimentOrder::kTitle, .limit = kMostOffered});
  auto experiments = listing.entries;
  if (listing.has_next) {
    experiments = parts.statistics.active_experiments(home, kMostOffered);
    std::ranges::sort(experiments, {}, &Experiment::title);
  }
  std::vector<web::Choice> choices = {{"", "Any"}};
  for (const Experiment& experiment : experiments)
    choices.push_back({experiment.id, experiment.title});
  if (std::ranges::find(choices, chosen, &web::Choice::value) == choices.end())
    choices.push_back({chosen, parts.library.find(home, chosen).title});
  return choices;
}

web::FilterForm filter_form(const Parts& parts, const Request& request,
                            const ExecutionFilter& filter) {
  const Home home = home_of(request);
  std::vector<web::Choice> outcomes = {{"", "Any"}};
  for (const ExecutionOutcome outcome : kExecutionOutcomes)
    outcomes.push_back({std::string(to_text(outcome)), std::string(label_of(outcome))});
  web::FilterForm form(request, web::team_path(request) + "/executions");
  form.hidden("status")
      .search("Search")
      .select("outcome", "Outcome", outcomes)
      .select("sort", "Sort",
              {{"", "Newest first"}, {"oldest", "Oldest first"}, {"longest", "Longest first"}})
      .more()
      .select("experiment_id", "Experiment", experiment_choices(parts, home, filter.experiment))
      .suggest("tag", "Tag", parts.store.tags(home))
      .suggest("person", "Run by", parts.store.people(home))
      .date("from", "From (UTC)")
      .date("to", "To (UTC)");
  return form;
}

/// From a list of one experiment's executions to what else there is about them.
Html links_of(const Request& request, const std::string& experiment, bool are_several) {
  if (experiment.empty()) return {};
  const std::string page = web::team_path(request) + "/experiments/" + experiment;
  return html(
      "<p><a href=\"{}\">About this experiment</a>{}</p>\n", page,
      are_several ? html(" · <a href=\"{}#compare\">Compare two executions</a>", page) : Html());
}

Response list(const Parts& parts, const Request& request, const Caller& caller) {
  const ExecutionFilter filter = execution_filter_of(request);
  const Home home = home_of(request);
  const auto listing = parts.executions.page(home, filter);
  const auto total = total_of(listing, [&] { return parts.executions.count(home, filter); });
  const auto form = filter_form(parts, request, filter);
  const bool by_time = filter.order == ExecutionOrder::kNewest;
  const Html body = html(
      "<section>{}{}{}{}</section>\n", form.done(), links_of(request, filter.experiment, total > 1),
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
