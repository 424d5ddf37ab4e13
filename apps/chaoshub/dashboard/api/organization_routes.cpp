#include "dashboard/api/json.h"
#include "dashboard/api/routes.h"
#include "http/body.h"
#include "http/pagination.h"
#include "http/problem.h"

namespace chaos::hub::dashboard {
namespace {

using http::Caller;
using http::Request;
using http::Response;
using Need = http::Access::Need;

Json to_json(const FeedEntry& entry) {
  return {{"id", entry.id},
          {"time", to_text(entry.time)},
          {"actor", {{"id", entry.actor}, {"name", entry.actor_name}}},
          {"team_id", entry.team.empty() ? Json() : Json(entry.team)},
          {"kind", entry.kind},
          {"subject", entry.subject},
          {"text", entry.text}};
}

/// Entries of teams that the caller does not belong to are not for him.
Response feed(Directory& directory, const Request& request, const Caller& caller) {
  const auto page = http::page_of(request);
  const std::string& organization = request.parameter("org");
  std::vector<std::string> teams;
  for (const Team& team : directory.teams_of(caller.claim, organization))
    teams.push_back(team.id);
  const auto entries = directory.feed(organization, "", page.before, page.limit);
  Json list = Json::array();
  for (const FeedEntry& entry : entries)
    if (entry.team.empty() || std::ranges::find(teams, entry.team) != teams.end())
      list.push_back(to_json(entry));
  Response response = http::json_response(list);
  http::link_next(response, request, page, entries.size(),
                  entries.empty() ? "" : entries.back().id);
  return response;
}

Response set_member(Directory& directory, AuthService& auth, const Request& request,
                    const Caller& caller) {
  const Json body = http::json_object(request);
  const auto person = auth.find_person(caller.signed_claim, http::text_of(body, "account"));
  if (!person) throw http::Problem(422, "nobody has that name or e-mail address");
  directory.set_member(caller.claim, request.parameter("org"), *person,
                       role_named(http::text_of(body, "role", "member")));
  return http::no_content();
}

}  // namespace

void add_organization_routes(http::Router& router, Directory& directory, AuthService& auth) {
  router.add({"GET",
              "/api/v1/organizations",
              {Need::kAccount},
              [&directory](const Request&, const Caller& caller) {
                return http::json_response(to_json(directory.organizations_of(caller.claim)));
              }});
  router.add({"POST",
              "/api/v1/organizations",
              {Need::kAccount, Scope::kAdmin},
              [&directory](const Request& request, const Caller& caller) {
                const auto name = http::text_of(http::json_object(request), "name");
                return http::json_response(
                    to_json(directory.create_organization(caller.claim, name)), 201);
              }});
  router.add({"GET",
              "/api/v1/organizations/{org}",
              {Need::kOrganizationMember},
              [&directory](const Request& request, const Caller&) {
                return http::json_response(
                    to_json(directory.organization(request.parameter("org"))));
              }});
  router.add({"PATCH",
              "/api/v1/organizations/{org}",
              {Need::kOrganizationOwner, Scope::kAdmin},
              [&directory](const Request& request, const Caller& caller) {
                const Json body = http::json_object(request);
                Organization changed = directory.organization(request.parameter("org"));
                changed.name = http::text_of(body, "name", changed.name);
                changed.description = http::text_of(body, "description", changed.description);
                directory.change_organization(caller.claim, changed);
                return http::json_response(to_json(changed));
              }});
  router.add({"DELETE",
              "/api/v1/organizations/{org}",
              {Need::kOrganizationOwner, Scope::kAdmin},
              [&directory](const Request& request, const Caller& caller) {
                directory.remove_organization(caller.claim, request.parameter("org"));
                return http::no_content();
              }});
  router.add({"GET",
              "/api/v1/organizations/{org}/members",
              {Need::kOrganizationMember},
              [&directory](const Request& request, const Caller&) {
                return http::json_response(to_json(directory.members(request.parameter("org"))));
              }});
  router.add({"POST",
              "/api/v1/organizations/{org}/members",
              {Need::kOrganizationOwner, Scope::kAdmin},
              [&directory, &auth](const Request& request, const Caller& caller) {
                return set_member(directory, auth, request, caller);
              }});
  router.add({"DELETE",
              "/api/v1/organizations/{org}/members/{account}",
              {Need::kOrganizationOwner, Scope::kAdmin},
              [&directory](const Request& request, const Caller& caller) {
                directory.remove_member(caller.claim, request.parameter("org"),
                                        request.parameter("account"));
                return http::no_content();
              }});
  router.add({"GET",
              "/api/v1/organizations/{org}/activities",
              {Need::kOrganizationMember},
              [&directory](const Request& request, const Caller& caller) {
                return feed(directory, request, caller);
              }});
}

}  // namespace chaos::hub::dashboard
