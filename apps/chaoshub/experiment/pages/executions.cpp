#include <fmt/format.h>

#include "experiment/list_query.h"
#include "experiment/pages/execution_sections.h"
#include "experiment/pages/experiment_choice.h"
#include "experiment/pages/lists.h"
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
using web::Html;
using web::html;
using Need = http::Access::Need;

/// Throws Refusal if the team does not have the chosen experiment.
std::vector<web::Choice> choices_of(const ExperimentModel& model, const TeamRef& team_ref,
                                    const std::string& chosen) {
  if (!chosen.empty()) model.catalog.find(team_ref, chosen);
  auto choices = experiment_choices(model, team_ref, chosen).listed;
  choices.insert(choices.begin(), {"", "Any"});
  return choices;
}

web::FilterForm filter_form(const ExperimentModel& model, const Request& request,
                            const ExecutionFilter& filter) {
  const TeamRef team_ref = team_ref_of(request);
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
      .select("experiment_id", "Experiment", choices_of(model, team_ref, filter.experiment))
      .suggest("tag", "Tag", model.store.tags(team_ref))
      .suggest("person", "Run by", model.store.people(team_ref))
      .date("from", "From (UTC)")
      .date("to", "To (UTC)");
  return form;
}

/// Links from the list of one experiment's executions to related pages.
Html links_of(const Request& request, const std::string& experiment, bool are_several) {
  if (experiment.empty()) return {};
  const std::string page = web::team_path(request) + "/experiments/" + experiment;
  return html(
      "<p><a href=\"{}\">About this experiment</a>{}</p>\n", page,
      are_several ? html(" · <a href=\"{}#compare\">Compare two executions</a>", page) : Html());
}

Response list(const ExperimentModel& model, const Request& request, const Caller& caller) {
  const ExecutionFilter filter = execution_filter_of(request);
  const TeamRef team_ref = team_ref_of(request);
  const auto listing = model.executions.page(team_ref, filter);
  const auto total = total_of(listing, [&] { return model.executions.count(team_ref, filter); });
  const auto form = filter_form(model, request, filter);
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

Response show(const ExperimentModel& model, const Request& request, const Caller& caller) {
  const Execution execution =
      model.executions.find(team_ref_of(request), request.parameter("execution"));
  auto crumbs = web::team_crumbs(request, caller);
  crumbs.push_back({"Executions", web::team_path(request) + "/executions"});
  // The start tells two runs of an experiment apart.
  return web::page_response(
      caller, {.title = fmt::format(
                   "{}: {}, {}", label_of(execution.outcome), execution.title,
                   report::date_and_time(
                       std::chrono::time_point_cast<std::chrono::microseconds>(execution.started))),
               .crumbs = crumbs,
               .tabs = web::team_tabs(request, "/executions"),
               .body = execution.ended ? ended_sections(model, execution)
                                       : running_sections(model, caller, execution),
               .has_heading = true});
}

Response close(const ExperimentModel& model, const Request& request, const Caller& caller) {
  const Execution execution =
      model.executions.find(team_ref_of(request), request.parameter("execution"));
  model.executions.close_silent(author_of(caller), execution);
  return http::see_other(web::team_path(request) + "/executions/" + execution.id);
}

Response stop(const ExperimentModel& model, const Request& request, const Caller& caller) {
  const Execution execution =
      model.executions.find(team_ref_of(request), request.parameter("execution"));
  const auto fields = web::fields_of(request);
  model.executions.stop(author_of(caller), execution, web::field(fields, "reason"),
                        web::is_yes(web::field(fields, kRollBack)));
  return http::see_other(web::team_path(request) + "/executions/" + execution.id);
}

}  // namespace

void add_execution_pages(http::Router& router, const ExperimentModel& model) {
  const std::string all = kTeamPages + "/executions";
  router.add({"GET",
              all,
              {Callers::kPeople, Need::kTeamViewer},
              [model](const Request& request, const Caller& caller) {
                return list(model, request, caller);
              }});
  // Clients print this URL.
  router.add({"GET",
              all + "/{execution}",
              {Callers::kPeople, Need::kTeamViewer},
              [model](const Request& request, const Caller& caller) {
                return show(model, request, caller);
              }});
  router.add({"POST",
              all + "/{execution}/close",
              {Callers::kPeople, Need::kTeamMember, Scope::kWrite},
              [model](const Request& request, const Caller& caller) {
                return close(model, request, caller);
              }});
  router.add({"POST",
              all + "/{execution}/stop",
              {Callers::kPeople, Need::kTeamMember, Scope::kWrite},
              [model](const Request& request, const Caller& caller) {
                return stop(model, request, caller);
              }});
}

}  // namespace chaos::hub::experiment
