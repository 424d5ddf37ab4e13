#include "dashboard/api/json.h"
#include "dashboard/api/routes.h"
#include "dashboard/model/people.h"
#include "http/body.h"
#include "http/precondition.h"
#include "http/problem.h"

namespace chaos::hub::dashboard {
namespace {

using http::Caller;
using http::Callers;
using http::Request;
using http::Response;
using Need = http::Access::Need;

Team team_of(Directory& directory, const Request& request) {
  return directory.team(request.parameter("org"), request.parameter("team"));
}

Response set_member(Directory& directory, AuthService& auth, const Request& request,
                    const Caller& caller) {
  const Json body = http::json_object(request);
  const Person person = person_named(auth, caller.signed_principal, http::text_of(body, "account"));
  directory.set_team_member(caller.principal, team_of(directory, request), person.id,
                            role_named(http::text_of(body, "role", "member")));
  return http::no_content();
}

std::optional<bool> guarded_runs_in(const Json& body) {
  constexpr const char* kKey = "requires_guarded_runs";
  const Json* value = find(body, kKey);
  if (value == nullptr || value->is_null()) return std::nullopt;
  return http::flag_of(body, kKey, true);
}

Response change(Directory& directory, const Request& request, const Caller& caller) {
  const auto condition = http::required_version_condition(request);
  const Json body = http::json_object(request);
  const TeamChange change{.name = http::optional_text_of(body, "name"),
                          .requires_guarded_runs = guarded_runs_in(body)};
  if (!change.name && !change.requires_guarded_runs)
    throw http::Problem(422, "'name' or 'requires_guarded_runs' is required");
  return http::record_response(directory.change_team(caller.principal, request.parameter("org"),
                                                     request.parameter("team"), condition, change));
}

}  // namespace

void add_team_routes(http::Router& router, Directory& directory, AuthService& auth) {
  router.add({"GET",
              "/api/v1/organizations/{org}/teams",
              {Callers::kPeopleAndAgents, Need::kOrganizationMember},
              [&directory](const Request& request, const Caller& caller) {
                return http::json_response(
                    to_json(directory.teams_of(caller.principal, request.parameter("org"))));
              }});
  router.add({"POST",
              "/api/v1/organizations/{org}/teams",
              {Callers::kPeople, Need::kOrganizationOwner, Scope::kAdmin},
              [&directory](const Request& request, const Caller& caller) {
                const auto name = http::text_of(http::json_object(request), "name");
                return http::record_response(
                    directory.create_team(caller.principal, request.parameter("org"), name), 201);
              }});
  router.add({"GET",
              "/api/v1/organizations/{org}/teams/{team}",
              {Callers::kPeopleAndAgents, Need::kTeamViewer},
              [&directory](const Request& request, const Caller&) {
                return http::record_response(team_of(directory, request));
              }});
  router.add({"PATCH",
              "/api/v1/organizations/{org}/teams/{team}",
              {Callers::kPeople, Need::kTeamOwner, Scope::kAdmin},
              [&directory](const Request& request, const Caller& caller) {
                return change(directory, request, caller);
              }});
  router.add({"DELETE",
              "/api/v1/organizations/{org}/teams/{team}",
              {Callers::kPeople, Need::kTeamOwner, Scope::kAdmin},
              [&directory](const Request& request, const Caller& caller) {
                directory.remove_team(caller.principal, request.parameter("org"),
                                      request.parameter("team"), http::version_condition(request));
                return http::no_content();
              }});
  router.add({"GET",
              "/api/v1/organizations/{org}/teams/{team}/members",
              {Callers::kPeopleAndAgents, Need::kTeamViewer},
              [&directory](const Request& request, const Caller&) {
                return http::json_response(
                    to_json(directory.team_members(request.parameter("team"))));
              }});
  router.add({"POST",
              "/api/v1/organizations/{org}/teams/{team}/members",
              {Callers::kPeople, Need::kTeamOwner, Scope::kAdmin},
              [&directory, &auth](const Request& request, const Caller& caller) {
                return set_member(directory, auth, request, caller);
              }});
  router.add({"DELETE",
              "/api/v1/organizations/{org}/teams/{team}/members/{account}",
              {Callers::kPeople, Need::kTeamOwner, Scope::kAdmin},
              [&directory](const Request& request, const Caller& caller) {
                directory.remove_team_member(caller.principal, team_of(directory, request),
                                             request.parameter("account"));
                return http::no_content();
              }});
}

}  // namespace chaos::hub::dashboard
