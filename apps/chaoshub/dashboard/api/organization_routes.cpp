#include "dashboard/api/json.h"
#include "dashboard/api/routes.h"
#include "dashboard/model/people.h"
#include "http/body.h"
#include "http/pagination.h"
#include "http/precondition.h"
#include "http/problem.h"

namespace chaos::hub::dashboard {
namespace {

using http::Caller;
using http::Callers;
using http::Request;
using http::Response;
using Need = http::Access::Need;

Response feed(Directory& directory, const Request& request, const Caller& caller) {
  const auto range = http::list_range_of(request);
  return http::list_response(
      request, range,
      directory.feed(caller.principal, request.parameter("org"), range.before, range.limit));
}

Response change(Directory& directory, const Request& request, const Caller& caller) {
  const VersionCondition condition = http::required_version_condition(request);
  const Json body = http::json_object(request);
  return http::record_response(
      directory.change_organization(caller.principal, request.parameter("org"), condition,
                                    {.name = http::optional_text_of(body, "name"),
                                     .description = http::optional_text_of(body, "description")}));
}

Response set_member(Directory& directory, AuthService& auth, const Request& request,
                    const Caller& caller) {
  const Json body = http::json_object(request);
  const Person person = person_named(auth, caller.signed_principal, http::text_of(body, "account"));
  directory.set_member(caller.principal, request.parameter("org"), person,
                       role_named(http::text_of(body, "role", "member")));
  return http::no_content();
}

}  // namespace

void add_organization_routes(http::Router& router, Directory& directory, AuthService& auth) {
  router.add({"GET",
              "/api/v1/organizations",
              {Callers::kPeopleAndAgents, Need::kAccount},
              [&directory](const Request&, const Caller& caller) {
                return http::json_response(to_json(directory.organizations_of(caller.principal)));
              }});
  router.add({"POST",
              "/api/v1/organizations",
              {Callers::kPeople, Need::kAccount, Scope::kAdmin},
              [&directory](const Request& request, const Caller& caller) {
                const auto name = http::text_of(http::json_object(request), "name");
                return http::record_response(directory.create_organization(caller.principal, name),
                                             201);
              }});
  router.add({"GET",
              "/api/v1/organizations/{org}",
              {Callers::kPeopleAndAgents, Need::kOrganizationMember},
              [&directory](const Request& request, const Caller&) {
                return http::record_response(directory.organization(request.parameter("org")));
              }});
  router.add({"PATCH",
              "/api/v1/organizations/{org}",
              {Callers::kPeople, Need::kOrganizationOwner, Scope::kAdmin},
              [&directory](const Request& request, const Caller& caller) {
                return change(directory, request, caller);
              }});
  router.add({"DELETE",
              "/api/v1/organizations/{org}",
              {Callers::kPeople, Need::kOrganizationOwner, Scope::kAdmin},
              [&directory](const Request& request, const Caller& caller) {
                directory.remove_organization(caller.principal, request.parameter("org"),
                                              http::version_condition(request));
                return http::no_content();
              }});
  router.add({"GET",
              "/api/v1/organizations/{org}/members",
              {Callers::kPeople, Need::kOrganizationMember},
              [&directory](const Request& request, const Caller&) {
                return http::json_response(to_json(directory.members(request.parameter("org"))));
              }});
  router.add({"POST",
              "/api/v1/organizations/{org}/members",
              {Callers::kPeople, Need::kOrganizationOwner, Scope::kAdmin},
              [&directory, &auth](const Request& request, const Caller& caller) {
                return set_member(directory, auth, request, caller);
              }});
  router.add({"DELETE",
              "/api/v1/organizations/{org}/members/{account}",
              {Callers::kPeople, Need::kOrganizationOwner, Scope::kAdmin},
              [&directory](const Request& request, const Caller& caller) {
                directory.remove_member(caller.principal, request.parameter("org"),
                                        request.parameter("account"));
                return http::no_content();
              }});
  router.add({"GET",
              "/api/v1/organizations/{org}/activities",
              {Callers::kPeopleAndAgents, Need::kOrganizationMember},
              [&directory](const Request& request, const Caller& caller) {
                return feed(directory, request, caller);
              }});
}

}  // namespace chaos::hub::dashboard
