#include <fmt/format.h>

#include "auth/pages/routes.h"
#include "auth/pages/token_forms.h"
#include "auth/pages/token_table.h"
#include "web/forms.h"
#include "web/layout.h"
#include "web/paths.h"

namespace chaos::hub::auth {
namespace {

using http::Caller;
using http::Callers;
using http::Request;
using http::Response;
using web::Html;
using web::html;
using web::Submission;
using Need = http::Access::Need;

std::string path_of(const Request& request) {
  return web::team_path(request) + "/tokens";
}

Html list_section(Accounts& accounts, const Request& request, const Caller& caller) {
  const auto tokens = accounts.agent_tokens(request.parameter("org"), request.parameter("team"));
  return html("<section><h2>Tokens of the team's agents</h2>\n{}</section>\n",
              tokens.empty() ? html("<p>No tokens yet.</p>\n")
                             : token_table("Tokens of agents, newest first", path_of(request),
                                           tokens, caller));
}

Response show(Accounts& accounts, const Request& request, const Caller& caller,
              const Submission& sent = {}, const Html& created = {}) {
  Html body = created;
  body += list_section(accounts, request, caller);
  body += agent_token_section(path_of(request), caller, sent);
  return web::page_response(caller, {.title = "Agents of " + caller.team_name,
                                     .crumbs = web::team_crumbs(request, caller),
                                     .tabs = web::team_tabs(request, "/members"),
                                     .body = body,
                                     .status = sent.status});
}

Response create(Accounts& accounts, const web::ShownOnce& once, const Request& request,
                const Caller& caller) {
  return web::submit(
      request, kAgentTokenForm,
      [&](const auto& fields) {
        NewToken wanted = token_wanted_by(fields);
        wanted.kind = Token::Kind::kAgent;
        wanted.organization = request.parameter("org");
        wanted.team = request.parameter("team");
        const auto [token, secret] = accounts.create_token(caller.principal, wanted);
        return once.redirect(request, caller, path_of(request),
                             {.title = fmt::format("The token '{}'", token.name),
                              .secret = secret,
                              .use = "Give it to the team's agent."});
      },
      [&](const Submission& sent) { return show(accounts, request, caller, sent); });
}

}  // namespace

void add_team_token_pages(http::Router& router, Accounts& accounts, const web::ShownOnce& once) {
  const std::string all = "/organizations/{org}/teams/{team}/tokens";
  router.add({"GET",
              all,
              {Callers::kPeople, Need::kTeamOwner},
              [&accounts, &once](const Request& request, const Caller& caller) {
                return once.show(request, caller, [&](const Html& created) {
                  return show(accounts, request, caller, {}, created);
                });
              }});
  router.add({"POST",
              all,
              {Callers::kPeople, Need::kTeamOwner, Scope::kAdmin},
              [&accounts, &once](const Request& request, const Caller& caller) {
                return create(accounts, once, request, caller);
              }});
  router.add({"POST",
              all + "/{token}/revoke",
              {Callers::kPeople, Need::kTeamOwner, Scope::kAdmin},
              [&accounts](const Request& request, const Caller& caller) {
                accounts.revoke_agent_token(caller.principal, request.parameter("org"),
                                            request.parameter("team"), request.parameter("token"));
                return http::see_other(path_of(request));
              }});
}

}  // namespace chaos::hub::auth
