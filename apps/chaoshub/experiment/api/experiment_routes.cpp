#include <fmt/format.h>

#include <charconv>

#include "experiment/api/json.h"
#include "experiment/api/routes.h"
#include "experiment/kept_document.h"
#include "experiment/list_query.h"
#include "http/body.h"
#include "http/pagination.h"
#include "http/precondition.h"
#include "http/problem.h"

namespace chaos::hub::experiment {
namespace {

using http::Caller;
using http::Callers;
using http::Request;
using http::Response;
using Need = http::Access::Need;

int number_in(const std::string& text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || number < 1)
    throw http::not_found();
  return number;
}

Response publish(const ExperimentModel& model, const Request& request, const Caller& caller) {
  const Json body = http::json_object(request);
  const TeamRef team_ref = team_ref_of(request);
  const auto [experiment, outcome] =
      model.catalog.publish(author_of(caller), team_ref, http::object_of(body, "experiment"));
  if (outcome == ExperimentCatalog::Outcome::kUnchanged) return http::no_content();
  return http::json_response(to_json(experiment),
                             outcome == ExperimentCatalog::Outcome::kNew ? 201 : 200)
      .with("Content-Location", page_address(request, "experiments/" + experiment.id));
}

Response list(const ExperimentModel& model, const Request& request) {
  const ExperimentFilter filter = experiment_filter_of(request);
  const TeamRef team_ref = team_ref_of(request);
  const auto listing = model.catalog.page(team_ref, filter);
  Response response = http::list_response(request, listing);
  if (wants_count(request))
    response.with(
        kTotalCount,
        std::to_string(total_of(listing, [&] { return model.catalog.count(team_ref, filter); })));
  return response;
}

Response list_versions(const ExperimentModel& model, const Request& request) {
  const auto range = http::list_range_of(request);
  const Experiment experiment =
      model.catalog.find(team_ref_of(request), request.parameter("experiment"));
  const int before = range.before.empty() ? 0 : number_in(range.before);
  return http::list_response(request, range,
                             model.store.versions(experiment.id, before, range.limit));
}

/// The published experiment: ready to run, for callers who may run it.
Response document_of(const ExperimentModel& model, const Caller& caller,
                     const Experiment& experiment, int number) {
  const auto version = model.store.version(experiment.id, number);
  if (!version) throw http::not_found();
  auto text = model.store.text(version->document);
  return Response{.status = 200,
                  .headers = {{"Content-Type", "application/json"}},
                  .body = {},
                  .pieces = may_run(caller) ? std::move(text) : without_secret_values(text),
                  .live = {}};
}

}  // namespace

bool wants_count(const Request& request) {
  const auto count = request.query.find("count");
  return count != request.query.end() && count->second == "true";
}

std::string page_address(const Request& request, const std::string& rest) {
  return fmt::format("{}/organizations/{}/teams/{}/{}", request.base_url, request.parameter("org"),
                     request.parameter("team"), rest);
}

void add_experiment_routes(http::Router& router, const ExperimentModel& model) {
  const std::string all = kTeamPath + "/experiments";
  const std::string one = all + "/{experiment}";
  router.add({"GET",
              all,
              {Callers::kPeopleAndAgents, Need::kTeamViewer},
              [model](const Request& request, const Caller&) { return list(model, request); }});
  router.add({"POST",
              all,
              {Callers::kPeopleAndAgents, Need::kTeamMember, Scope::kWrite},
              [model](const Request& request, const Caller& caller) {
                return publish(model, request, caller);
              },
              {},
              http::BodySize::kDocument});
  router.add({"GET",
              one,
              {Callers::kPeopleAndAgents, Need::kTeamViewer},
              [model](const Request& request, const Caller&) {
                return http::record_response(
                    model.catalog.find(team_ref_of(request), request.parameter("experiment")));
              }});
  router.add({"GET",
              one + "/document",
              {Callers::kPeopleAndAgents, Need::kTeamViewer},
              [model](const Request& request, const Caller& caller) {
                const Experiment experiment =
                    model.catalog.find(team_ref_of(request), request.parameter("experiment"));
                return document_of(model, caller, experiment, experiment.version);
              }});
  router.add(
      {"GET",
       one + "/versions",
       {Callers::kPeopleAndAgents, Need::kTeamViewer},
       [model](const Request& request, const Caller&) { return list_versions(model, request); }});
  router.add({"GET",
              one + "/versions/{version}",
              {Callers::kPeopleAndAgents, Need::kTeamViewer},
              [model](const Request& request, const Caller& caller) {
                return document_of(
                    model, caller,
                    model.catalog.find(team_ref_of(request), request.parameter("experiment")),
                    number_in(request.parameter("version")));
              }});
  router.add({"DELETE",
              one + "/approval",
              {Callers::kPeople, Need::kTeamOwner, Scope::kAdmin},
              [model](const Request& request, const Caller& caller) {
                model.safeguards.withdraw_approval(author_of(caller), team_ref_of(request),
                                                   request.parameter("experiment"));
                return http::no_content();
              }});
  router.add({"PUT",
              one + "/approval",
              {Callers::kPeople, Need::kTeamOwner, Scope::kAdmin},
              [model](const Request& request, const Caller& caller) {
                model.safeguards.approve(author_of(caller), team_ref_of(request),
                                         request.parameter("experiment"),
                                         http::version_condition(request));
                return http::no_content();
              }});
}

}  // namespace chaos::hub::experiment
