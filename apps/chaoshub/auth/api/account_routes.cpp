#include "auth/api/routes.h"
#include "http/body.h"
#include "http/problem.h"

namespace chaos::hub::auth {
namespace {

using http::Access;
using http::Caller;
using http::Callers;
using http::Request;
using http::Response;
using Need = http::Access::Need;

Json time_or_null(const std::optional<Time>& time) {
  return time ? Json(to_text(*time)) : Json();
}

Json to_json(const Token& token) {
  Json scopes = Json::array();
  for (const Scope scope : token.scopes)
    scopes.push_back(to_text(scope));
  Json json = {{"id", token.id},
               {"name", token.name},
               {"kind", token.kind == Token::Kind::kAgent ? "agent" : "personal"},
               {"scopes", scopes},
               {"hint", token.hint},
               {"created", to_text(token.created)},
               {"expires", time_or_null(token.expires)},
               {"revoked", time_or_null(token.revoked)},
               {"last_used", time_or_null(token.last_used)}};
  if (token.kind == Token::Kind::kAgent) {
    json["org_id"] = token.organization;
    json["team_id"] = token.team;
  }
  return json;
}

Json to_json(const SignUpLink& link) {
  return {{"id", link.id},
          {"administrator", link.administrator},
          {"created", to_text(link.created)},
          {"expires", to_text(link.expires)}};
}

Response make_link(Accounts& accounts, const Request& request, const Caller& caller) {
  const auto [link, secret] = accounts.make_sign_up_link(false, caller.principal.account);
  Json json = to_json(link);
  json["url"] = request.base_url + "/sign-up/" + secret;
  return http::json_response(json, 201);
}

template <typename Things>
Response list_of(const Things& things) {
  Json list = Json::array();
  for (const auto& thing : things)
    list.push_back(to_json(thing));
  return http::json_response(list);
}

NewToken wanted_token(const Json& body) {
  NewToken wanted{.name = http::text_of(body, "name"), .scopes = {}};
  for (const auto& name : http::texts_of(body, "scopes", {"read", "write"})) {
    const auto before = wanted.scopes.size();
    for (const Scope scope : {Scope::kRead, Scope::kWrite, Scope::kAdmin})
      if (to_text(scope) == name) wanted.scopes.insert(scope);
    if (wanted.scopes.size() == before)
      throw http::Problem(422,
                          "'scopes' must be a list of read, write and admin, each at most once");
  }
  wanted.organization = http::text_of(body, "org_id", "");
  wanted.team = http::text_of(body, "team_id", "");
  if (!wanted.team.empty()) wanted.kind = Token::Kind::kAgent;
  if (const auto expires = http::text_of(body, "expires", ""); !expires.empty()) {
    wanted.expires = time_from(expires);
    if (!wanted.expires)
      throw http::Problem(422, "'expires' must be a time such as 2027-01-31T00:00:00Z");
  }
  return wanted;
}

}  // namespace

void add_account_routes(http::Router& router, Accounts& accounts) {
  router.add({"GET",
              "/api/v1/account",
              {Callers::kPeopleAndAgents, Need::kAccount},
              [](const Request&, const Caller& caller) {
                return http::json_response({{"id", caller.principal.account},
                                            {"name", caller.principal.name},
                                            {"administrator", caller.principal.administrator}});
              }});
  router.add({"GET",
              "/api/v1/account/tokens",
              {Callers::kPeople, Need::kAccount},
              [&accounts](const Request&, const Caller& caller) {
                return list_of(accounts.tokens_of(caller.principal));
              }});
  router.add({"POST",
              "/api/v1/account/tokens",
              {Callers::kPeople, Need::kAccount, Scope::kAdmin},
              [&accounts](const Request& request, const Caller& caller) {
                const auto [token, secret] = accounts.create_token(
                    caller.principal, wanted_token(http::json_object(request)));
                Json json = to_json(token);
                json["token"] = secret;
                return http::json_response(json, 201);
              }});
  router.add({"DELETE",
              "/api/v1/account/tokens/{token}",
              {Callers::kPeople, Need::kAccount, Scope::kAdmin},
              [&accounts](const Request& request, const Caller& caller) {
                accounts.revoke_token(caller.principal, request.parameter("token"));
                return http::no_content();
              }});
}

/// For agents, managed by the owners of their team; created like personal tokens.
void add_agent_token_routes(http::Router& router, Accounts& accounts) {
  const std::string all = "/api/v1/organizations/{org}/teams/{team}/tokens";
  router.add({"GET",
              all,
              {Callers::kPeople, Need::kTeamOwner},
              [&accounts](const Request& request, const Caller&) {
                return list_of(
                    accounts.agent_tokens(request.parameter("org"), request.parameter("team")));
              }});
  router.add({"DELETE",
              all + "/{token}",
              {Callers::kPeople, Need::kTeamOwner, Scope::kAdmin},
              [&accounts](const Request& request, const Caller& caller) {
                accounts.revoke_agent_token(caller.principal, request.parameter("org"),
                                            request.parameter("team"), request.parameter("token"));
                return http::no_content();
              }});
}

void add_sign_up_link_routes(http::Router& router, Accounts& accounts) {
  const std::string all = "/api/v1/account/sign-up-links";
  router.add(
      {"GET",
       all,
       {Callers::kPeople, Need::kAdministrator},
       [&accounts](const Request&, const Caller&) { return list_of(accounts.sign_up_links()); }});
  router.add({"POST",
              all,
              {Callers::kPeople, Need::kAdministrator, Scope::kAdmin},
              [&accounts](const Request& request, const Caller& caller) {
                return make_link(accounts, request, caller);
              }});
  router.add({"DELETE",
              all + "/{link}",
              {Callers::kPeople, Need::kAdministrator, Scope::kAdmin},
              [&accounts](const Request& request, const Caller& caller) {
                accounts.revoke_sign_up_link(request.parameter("link"), caller.principal.account);
                return http::no_content();
              }});
}

}  // namespace chaos::hub::auth
