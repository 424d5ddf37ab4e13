#include "experiment/api/json.h"
#include "experiment/api/routes.h"
#include "http/body.h"
#include "http/precondition.h"

namespace chaos::hub::experiment {
namespace {

using http::Caller;
using http::Callers;
using http::Request;
using http::Response;
using Need = http::Access::Need;

Response change(const ExperimentModel& model, const Request& request, const Caller& caller) {
  const VersionCondition condition = http::required_version_condition(request);
  return http::record_response(model.safeguards.change(author_of(caller), team_ref_of(request),
                                                       request.parameter("safeguard"), condition,
                                                       http::json_object(request)));
}

/// {"reason": "incident 42", "rollback": false}, or an empty body.
Response halt(const ExperimentModel& model, const Request& request, const Caller& caller) {
  const Json body = request.body.empty() ? Json::object() : http::json_object(request);
  return http::record_response(model.safeguards.halt(author_of(caller), team_ref_of(request),
                                                     http::text_of(body, "reason", ""),
                                                     http::flag_of(body, kRollBack, true)));
}

}  // namespace

void add_safeguard_routes(http::Router& router, const ExperimentModel& model) {
  const std::string all = kTeamPath + "/safeguards";
  const std::string one = all + "/{safeguard}";
  router.add({"GET",
              all,
              {Callers::kPeopleAndAgents, Need::kTeamViewer},
              [model](const Request& request, const Caller&) {
                return http::json_response(to_json(model.safeguards.of(team_ref_of(request))));
              }});
  router.add({"POST",
              all,
              {Callers::kPeopleAndAgents, Need::kTeamOwner, Scope::kAdmin},
              [model](const Request& request, const Caller& caller) {
                return http::record_response(
                    model.safeguards.create(author_of(caller), team_ref_of(request),
                                            http::json_object(request)),
                    201);
              }});
  router.add({"GET",
              one,
              {Callers::kPeopleAndAgents, Need::kTeamViewer},
              [model](const Request& request, const Caller&) {
                return http::record_response(
                    model.safeguards.find(team_ref_of(request), request.parameter("safeguard")));
              }});
  router.add({"PATCH",
              one,
              {Callers::kPeopleAndAgents, Need::kTeamOwner, Scope::kAdmin},
              [model](const Request& request, const Caller& caller) {
                return change(model, request, caller);
              }});
  router.add({"DELETE",
              one,
              {Callers::kPeopleAndAgents, Need::kTeamOwner, Scope::kAdmin},
              [model](const Request& request, const Caller& caller) {
                model.safeguards.remove(author_of(caller), team_ref_of(request),
                                        request.parameter("safeguard"),
                                        http::version_condition(request));
                return http::no_content();
              }});
}

/// Commands that stop or resume runs without reading anything first.
void add_halt_routes(http::Router& router, const ExperimentModel& model) {
  router.add({"POST",
              kTeamPath + "/halt",
              {Callers::kPeopleAndAgents, Need::kTeamMember, Scope::kWrite},
              [model](const Request& request, const Caller& caller) {
                return halt(model, request, caller);
              }});
  router.add({"POST",
              kTeamPath + "/resume",
              {Callers::kPeopleAndAgents, Need::kTeamOwner, Scope::kAdmin},
              [model](const Request& request, const Caller& caller) {
                model.safeguards.resume(author_of(caller), team_ref_of(request));
                return http::no_content();
              }});
}

}  // namespace chaos::hub::experiment
