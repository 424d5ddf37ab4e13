#include "experiment/api/json.h"
#include "experiment/api/routes.h"
#include "http/pagination.h"
#include "http/problem.h"

namespace chaos::hub::experiment {
namespace {

using http::Caller;
using http::Callers;
using http::Request;
using http::Response;
using Need = http::Access::Need;

VerificationRun run_of(const ExperimentModel& model, const Request& request) {
  return model.verifications.find(team_ref_of(request), request.parameter("verification"),
                                  request.parameter("run"));
}

std::string address_of(const Request& request, const VerificationRun& run) {
  return page_address(request, "executions/" + run.execution);
}

Response list(const ExperimentModel& model, const Request& request) {
  const auto range = http::list_range_of(request);
  return http::list_response(
      request, range,
      model.verification_store.verifications(team_ref_of(request), range.before, range.limit));
}

Response list_runs(const ExperimentModel& model, const Request& request) {
  const auto range = http::list_range_of(request);
  const Verification verification =
      model.verifications.verification(team_ref_of(request), request.parameter("verification"));
  return http::list_response(request, range,
                             model.verifications.runs(verification, range.before, range.limit));
}

Response start(const ExperimentModel& model, const Request& request, const Caller& caller) {
  const VerificationRun run =
      model.verifications.start(author_of(caller), team_ref_of(request),
                                request.parameter("verification"), http::json_object(request));
  return http::json_response(to_json(run), 201).with("Content-Location", address_of(request, run));
}

}  // namespace

void add_verification_routes(http::Router& router, const ExperimentModel& model) {
  const std::string all = kTeamPath + "/verifications";
  const std::string runs = all + "/{verification}/runs";
  const std::string one = runs + "/{run}";
  router.add({"GET",
              all,
              {Callers::kPeopleAndAgents, Need::kTeamViewer},
              [model](const Request& request, const Caller&) { return list(model, request); }});
  router.add({"POST",
              all,
              {Callers::kPeopleAndAgents, Need::kTeamMember, Scope::kWrite},
              [model](const Request& request, const Caller& caller) {
                return http::json_response(
                    to_json(model.verifications.create(author_of(caller), team_ref_of(request),
                                                       http::json_object(request))),
                    201);
              }});
  router.add(
      {"GET",
       runs,
       {Callers::kPeopleAndAgents, Need::kTeamViewer},
       [model](const Request& request, const Caller&) { return list_runs(model, request); }});
  router.add({"POST",
              runs,
              {Callers::kPeopleAndAgents, Need::kTeamMember, Scope::kWrite},
              [model](const Request& request, const Caller& caller) {
                return start(model, request, caller);
              },
              {},
              http::BodySize::kDocument});
  router.add({"GET",
              one,
              {Callers::kPeopleAndAgents, Need::kTeamViewer},
              [model](const Request& request, const Caller&) {
                return http::json_response(to_json(run_of(model, request)));
              }});
  router.add({"POST",
              one + "/events",
              {Callers::kPeopleAndAgents, Need::kTeamMember, Scope::kWrite},
              [model](const Request& request, const Caller&) {
                const auto id = model.verifications.push_event(run_of(model, request),
                                                               http::json_object(request));
                return http::json_response({{"id", std::to_string(id)}}, 201);
              },
              {},
              http::BodySize::kDocument});
  router.add({"POST",
              one + "/finished",
              {Callers::kPeopleAndAgents, Need::kTeamMember, Scope::kWrite},
              [model](const Request& request, const Caller& caller) {
                return http::json_response(to_json(model.verifications.finish(
                    author_of(caller), run_of(model, request), http::json_object(request))));
              },
              {},
              http::BodySize::kDocument});
}

}  // namespace chaos::hub::experiment
